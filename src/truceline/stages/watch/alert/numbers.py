"""Numbers as a duty officer reads them: no more digits than they bear."""

DAYS_A_YEAR = 365.25


def plain(value: float) -> str:
    """`1,240`, `3.5`; whole numbers without a point."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def sized(value: float) -> str:
    """Three digits: `0.125`, `5.33`, `1,240`."""
    return f"{value:,.0f}" if abs(value) >= 99.95 else f"{value:.3g}"


def chance(p: float) -> str:
    """A probability near 0: `0.03`, `0.0012`, `below 0.0001`."""
    return "below 0.0001" if p < 1e-4 else f"{p:.2g}"


def sure(p: float) -> str:
    """A probability near 1, never rounded up to it: `0.97`, `above 0.99`."""
    return "above 0.99" if p > 0.99 else f"{p:.2f}"


def spell(days: float) -> str:
    """`35 days`, `3.4 years`, `more than 100 years`."""
    years = days / DAYS_A_YEAR
    if years > 100:
        return "more than 100 years"
    if years >= 2:
        return f"{years:.1f} years"
    return "1 day" if round(days) <= 1 else f"{days:,.0f} days"
