"""The directory: services, places and reporting routes of the borough, as plain Python without any web."""
