"""What the tests stand on and that is no test itself: a throw-away PostgreSQL, the whole product started."""
