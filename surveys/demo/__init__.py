"""An invented consultation, for the demonstration alone: nothing here reaches a database without `flask demo`."""
