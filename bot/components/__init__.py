"""Our own parts of the Rasa pipeline: what the site tells us, what is in the words, what the message is about."""
