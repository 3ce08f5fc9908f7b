"""The words around services: what is looked for, near misses, answers about a service; marked for the catalogues."""

from replies import N_

# %(value)s is an age in years, a place, or the like; names of filters as they stand in one line.
# Between what is counted up: Arabic and Persian have a comma of their own.
COMMA = N_(", ")
LOOKING = N_("Looking for: %(wishes)s. If that is wrong, just say so.")
WISHES: dict[str, str] = {
    "age": N_("age %(value)s"),
    "girl": N_("a girl"),
    "boy": N_("a boy"),
    "place": N_("near %(value)s"),
    "distance": N_("%(value)s miles at most"),
    "avoid": N_("not in %(value)s"),
    "free": N_("free"),
    "spoken": N_("they speak %(value)s"),
    "women_only": N_("women only"),
    "evenings": N_("evenings and weekends"),
    "phone": N_("by phone"),
    "online": N_("online"),
    "in_person": N_("in person"),
}
NEAR_MISS = N_("Nothing that I know fits all of that. These come close, but look at: %(wishes)s.")
MISSED: dict[str, str] = {
    "need": N_("what it helps with"),
    "age": N_("age"),
    "ward": N_("place"),
    "distance": N_("how far it is"),
    "spoken": N_("language spoken"),
    "free": N_("free"),
    "self_referral": N_("you can ask for it yourself"),
    "channel": N_("how you meet"),
    "evenings": N_("evenings and weekends"),
    "women_only": N_("women only"),
    "access": N_("access"),
    "way_in": N_("a known way in"),
}
MORE = N_("More services")
HERE_ARE_MORE = N_("Here are more.")
NO_MORE = (N_("I have no more for this. You can see the whole list."), N_("That was all that I have for this."))
FORGOTTEN = N_("I have forgotten that. What do you need?")

# Answers about a service that was shown. What is not known is said.
WHICH = (N_("Which one do you mean?"), N_("Please choose the one you mean."))
ABOUT = N_("About %(name)s:")
NOT_KNOWN = (
    N_("I do not know that. Please ring and ask: %(number)s."),
    N_("That is not in what I know. The people on %(number)s can tell you."),
)
FREE = N_("It is free")
PAID = N_("You pay for it")
SELF_YES = N_("Yes, you can ask for it yourself")
SELF_NO = N_("No, someone who works with you has to ask for you")
ALL_HOURS_PHONE = N_("The phone is answered day and night:")
SECRET = N_("In the borough, reached through the helpline.")
SECRET_WHY = N_("Where it is stays secret, to keep people safe.")
ALL_OF_BARNET = N_("It works in all of Barnet")
NOT_SURE_OF_PLACE = N_("I do not know the address. Ring before you go: %(number)s.")
THEY_SPEAK = N_("They speak %(language)s")
NOT_LISTED = N_("I do not know if they speak it. Please ring and ask: %(number)s.")
WOMEN_YES = N_("It is for women only")
WOMEN_NO = N_("It is not only for women.")
RING = N_("Ring %(number)s")
OPEN_IT = N_("More about this")
MY_LIST = N_("My list")
HOW_TO_SHARE = (
    N_("Press “Add to my list” under a service. On your list you can make a link and send it to anybody."),
    N_("You can send your list as a link: open it and press “Make a link to share”."),
)
