"""What the bot does when it needs data: one module a topic; `council_api` is the only one that talks to the site."""
