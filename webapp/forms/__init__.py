"""Forms shared by journeys: one handler per question type, mended GOV.UK fields, saving with triage."""
