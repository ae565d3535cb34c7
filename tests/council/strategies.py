"""Values for the laws of counting, quorum and folding."""

from hypothesis import strategies as st

from council.agenda import Agenda, AgendaItem, ItemKind
from council.ballots import Choice, Tally

counts = st.integers(min_value=0, max_value=200)
"""How many people did something."""

seats = st.integers(min_value=1, max_value=200)
"""How many members a council has."""

choices = st.sampled_from([Choice.YES, Choice.NO, Choice.ABSTAIN])
"""What one member votes."""

tallies = st.builds(Tally, yes=counts, no=counts, abstain=counts)
"""Counts of a ballot."""

presses = st.lists(st.tuples(st.integers(min_value=0, max_value=10), choices), max_size=40)
"""Who presses what, one after the other; people by their place in the electorate."""


@st.composite
def agendas(draw: st.DrawFn) -> Agenda:
    """An agenda of nested items, some of them amendments, some closed."""
    numbers: list[str] = []
    for top in range(1, draw(st.integers(1, 5)) + 1):
        numbers.append(str(top))
        numbers += [f"{top}.{sub}" for sub in range(1, draw(st.integers(0, 3)) + 1)]
    items = []
    for number in numbers:
        amendment = "." in number and draw(st.booleans())
        kind = ItemKind.AMENDMENT if amendment else draw(st.sampled_from(ItemKind))
        items.append(AgendaItem(number=number, title=number, kind=kind, public=draw(st.booleans())))
    return Agenda(tuple(items))
