"""A need that no route stands for: its own service leads, told once more or not."""

from conftest import Bot, Site


def test_no_food_leads_to_food_and_stays_when_details_are_told(bot: Bot, site: Site) -> None:
    site.holds("food-bank", "homes")
    site.items[0]["needs"], site.items[1]["needs"] = ["money_food"], ["housing_homelessness", "money_food"]
    say = bot.new()
    # Ages of their own: what the actions kept of other tests' searches is not found again.
    reply = say("i need a food bank, no food in the house", details={"age": 47})
    assert reply["route"] == "housing_homelessness"
    assert reply["services"] == ["food-bank", "homes"]
    assert "Running out of food or money is frightening" in reply["text"]
    assert [one["q"] for one in site.asked if "q" in one] == ["i need a food bank, no food in the house"]
    assert any("need=money_food" in link["url"] for link in reply["links"])
    site.items.reverse()  # what was told later names no food
    told = say("NW9", details={"place": "NW9", "alone": True})
    assert told["services"] == ["food-bank", "homes"]


def test_nowhere_to_stay_is_no_question_of_food(bot: Bot, site: Site) -> None:
    site.holds("homes", "food-bank")
    site.items[0]["needs"], site.items[1]["needs"] = ["housing_homelessness"], ["money_food"]
    reply = bot.new()("i got evicted and have nowhere to sleep tonight", details={"age": 43})
    assert reply["route"] == "housing_homelessness"
    assert "Running out of food" not in reply["text"]
    assert reply["services"][0] == "homes"


def test_words_for_no_food_that_no_topic_was_learned_of_find_food(bot: Bot, site: Site) -> None:
    site.holds("food-bank", "homes")
    site.items[0]["needs"] = ["money_food"]
    reply = bot.new()("zzz qwxf", language="es", details={"age": 48})
    assert reply["route"] == "housing_homelessness"
    assert reply["services"][0] == "food-bank"
    assert "unsure" not in reply
    site.items[0]["needs"] = ["domestic_abuse", "money_food"]
    assert bot.new()("zzz qwxf", language="es", details={"age": 48})["route"] is None
