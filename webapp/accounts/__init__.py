"""Staff and champions: users, roles, sign-in, audit log."""
