"""Signing in, one's own password, the desks one has, and the administrator's desk."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.pages.visitor import Arrived, Screen, Visitor


class Staff(Screen):
    """A page of staff."""

    def desks(self) -> list[str]:
        """What stands in the menu: only the desks that are this person's."""
        menu = self.page.get_by_role("navigation", name=self._("Main menu"))
        return menu.get_by_role("link").all_inner_texts()

    def to(self, desk: str, screen: type[Arrived]) -> Arrived:
        """Go to a desk by the menu."""
        self.menu(desk).click()
        return screen(self.visitor)

    def _desk(self, name: str) -> Locator:
        return self.page.get_by_role("navigation", name=self._(name), exact=True)

    def pages(self, desk: str) -> list[str]:
        """What the menu of a desk leads to; nothing where it has one page only."""
        return self._desk(desk).get_by_role("link").all_inner_texts()

    def here(self, desk: str) -> list[str]:
        """The pages that the menu of a desk marks as the current one."""
        return self._desk(desk).get_by_role("link").and_(self.page.locator("[aria-current]")).all_inner_texts()

    def turn(self, desk: str, name: str) -> "Staff":
        """Go to a page of a desk by the desk's menu."""
        self._desk(desk).get_by_role("link", name=name, exact=True).click()
        return Staff(self.visitor)

    def sign_out(self) -> "SignIn":
        """Sign out."""
        self.button("Sign out").click()
        return SignIn(self.visitor)


class SignIn(Screen):
    """The door."""

    heading = "Staff and champions: sign in"
    address = "/staff/sign-in"

    def __init__(self, visitor: Visitor) -> None:
        visitor.read("en")
        super().__init__(visitor)

    @classmethod
    def open(cls, visitor: Visitor) -> "SignIn":
        """Through its address."""
        visitor.page.goto(f"{visitor.site}{cls.address}")
        return cls(visitor)

    def give(self, email: str, password: str) -> None:
        """Fill it in and sign in, wherever that leads."""
        self.field("E-mail address").fill(email)
        self.field("Password").fill(password)
        self.button("Sign in").click()


class OwnPassword(Screen):
    """Choose a password of one's own."""

    heading = "Change your password"

    def give(self, current: str, new: str) -> None:
        """Fill it in and send it, wherever that leads."""
        self.field("Your password now").fill(current)
        self.field("New password").fill(new)
        self.button("Change password").click()


class Desks(Staff):
    """The first page after signing in."""

    heading = "Your desks"


class Forbidden(Staff):
    """Somebody else's desk."""

    heading = "You cannot open this page"


class People(Staff):
    """Accounts."""

    heading = "People"

    def make(self, name: str, email: str, *roles: str) -> None:
        """Fill in a new account with the words for its roles and send it."""
        self.field("Name").fill(name)
        self.field("E-mail address").fill(email)
        for role in ROLES:
            box = self.page.get_by_role("group", name="Roles").get_by_role("checkbox", name=role, exact=True)
            box.set_checked(role in roles)
        self.button("Make the account").click()

    def one_time_password(self, email: str) -> str:
        """The password of the account just made, which is shown only now."""
        told = self.page.get_by_role("status").filter(has_text=email)
        self.visitor.inspection.look()
        found = re.search(r"\b(?:[a-z0-9]{5}-){3}[a-z0-9]{5}\b", told.inner_text())
        assert found, "no one-time password is shown"
        return found.group()

    def row(self, name: str) -> Locator:
        """The line of an account."""
        return self.page.get_by_role("row").filter(has=self.page.get_by_role("rowheader", name=name, exact=True))

    def close(self, name: str) -> "People":
        """Close an account."""
        self.row(name).get_by_role("button", name="Close the account").click()
        expect(self.row(name)).to_contain_text("Closed")
        return People(self.visitor)

    def audit(self) -> "AuditLog":
        """What was done."""
        self.link("What was done (audit log)").click()
        return AuditLog(self.visitor)


class AuditLog(Staff):
    """Who did what."""

    heading = "Audit log"

    def actions(self) -> list[str]:
        """The codes of what was done, newest first."""
        return self.page.get_by_role("cell").and_(self.page.locator("td:nth-child(3)")).all_inner_texts()


ROLES = (
    "Analyst",
    "Editor of the directory",
    "Consultation officer",
    "Parent champion",
    "Safeguarding lead",
    "Administrator",
)


class Accounts:
    """An account for each role, made once by the first administrator; signing in with them."""

    OWN = "seven quiet lanterns by the brook"

    def __init__(self, visitor: Visitor, first_email: str, one_time: str, mark: str) -> None:
        """Sign in as the first administrator, choose a password, make the accounts. `mark` keeps e-mails apart."""
        self._passwords: dict[str, str] = {}
        self._chosen: set[str] = {"Administrator"}
        SignIn.open(visitor).give(first_email, one_time)
        OwnPassword(visitor).give(one_time, self.OWN)
        people = Desks(visitor).to("People", People)
        self._emails = {"Administrator": first_email}
        self._passwords["Administrator"] = self.OWN
        for role in ROLES[:-1]:
            self._emails[role] = f"{role.split()[0].lower()}.{mark}@example.org"
            people.make(self.name(role), self._emails[role], role)
            self._passwords[role] = people.one_time_password(self._emails[role])

    @staticmethod
    def name(role: str) -> str:
        """How the person with this role is shown."""
        return f"Sam {role}"

    def sign_in(self, visitor: Visitor, role: str) -> Desks:
        """Sign in with this role; the first time with the one-time password, which has to be replaced."""
        SignIn.open(visitor).give(self._emails[role], self._passwords[role])
        if role not in self._chosen:
            OwnPassword(visitor).give(self._passwords[role], self.OWN)
            self._passwords[role] = self.OWN
            self._chosen.add(role)
        return Desks(visitor)
