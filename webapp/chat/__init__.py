"""The one door to the bot: triage first, then Rasa, then, when the bot is down, the directory. Page and API use it."""
