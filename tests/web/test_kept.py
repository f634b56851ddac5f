"""What is kept of an object: made once, in turn where that is asked for, and let go in turn."""

from threading import Event, Thread

from truceline.web.kept import Kept


def test_what_is_kept_is_of_one_object_and_of_the_last_questions():
    kept, made = Kept(2), []
    owner, twin = [1], [1]
    for one, question in ((owner, "a"), (twin, "a"), (owner, "a"), (owner, "b"), (twin, "a")):
        kept.of(one, question, lambda: made.append(question))  # noqa: B023
    assert made == ["a", "a", "b", "a"]


def test_what_is_made_in_turn_is_made_once_and_holds_up_nothing_kept():
    kept, made, owner = Kept(4, in_turn=True), [], object()
    kept.of(owner, "old", lambda: "kept")
    begun, go = Event(), Event()

    def make():
        begun.set()
        assert go.wait(10)
        made.append("new")
        return "new"

    both = [Thread(target=kept.of, args=(owner, "new", make)) for _ in range(2)]
    for thread in both:
        thread.start()
    assert begun.wait(10)
    assert kept.of(owner, "old", lambda: "made anew") == "kept"
    go.set()
    for thread in both:
        thread.join(10)
    assert made == ["new"]
