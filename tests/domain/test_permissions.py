from app.domain.permissions import Permission, permissions_of


def test_administrators_hold_everything() -> None:
    assert permissions_of(True, []) == frozenset(Permission)


def test_a_group_holds_what_it_was_given_and_no_unknown_code() -> None:
    held = permissions_of(False, ["basic_messaging", "contacts_edit", "make_coffee"])
    assert held == {Permission.BASIC_MESSAGING, Permission.CONTACTS_EDIT}


def test_without_basic_messaging_nothing_else_counts() -> None:
    assert permissions_of(False, ["contacts_edit", "automated_view"]) == frozenset()
