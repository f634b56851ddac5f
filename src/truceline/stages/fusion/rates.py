"""Who calls what by which word: shares of reported words per source and latent word.

Dawid and Skene (1979), with rates per act instead of shares, so that what a source sees well counts
too: r[s, w, τ] = reports of word w that an act truly τ brings from source s. Estimated over
clusters of several reports, the latent word of each being its posterior given all its reports.
"""

import numpy as np

from truceline.stages.fusion.model import Words, short
from truceline.stages.fusion.seen import Seen
from truceline.stages.fusion.taxonomy import fitting_words

ALPHA = 20.0
"""Weight, in acts, of what is believed of a source before."""
BELIEVED = 0.2
"""Reports per act that a source is believed to bring."""
STEPS = 3
IDENTITY = 0.6


def first_words(said: tuple[str, ...], source: np.ndarray, word: np.ndarray, sources: int) -> Words:
    """Rates before anything is learned: the right word, else what the source says at all, more of
    it where it fits. `word` are codes into `said`, −1 nothing.
    """
    latent = said or ("",)
    count = len(said) + 1
    usual = usual_words(source, word, sources, count)
    fits = np.zeros((count, len(latent)))
    fits[: len(said)] = np.eye(len(said)) if said else 0.0
    chance = usual[:, :, None] * (1 + 2 * _fits_more(said, latent))
    rates = IDENTITY * fits + (1 - IDENTITY) * chance if said else np.ones((sources, 1, 1))
    prior = np.bincount(word[word >= 0], minlength=len(latent))[: len(latent)] + 1.0
    return _words(said, latent, prior / prior.sum(), rates)


def usual_words(source: np.ndarray, word: np.ndarray, sources: int, count: int) -> np.ndarray:
    """Share of each word (the last: none) in what a source says, (sources, count)."""
    counts = np.full((sources, count), 0.2)
    np.add.at(counts, (source, np.where(word < 0, count - 1, word)), 1)
    shares: np.ndarray = counts / counts.sum(axis=1, keepdims=True)
    return shares


def _fits_more(said: tuple[str, ...], latent: tuple[str, ...]) -> np.ndarray:
    """1 where a vague word fits a latent one, else 0; (said + nothing) × latent."""
    found = np.zeros((len(said) + 1, len(latent)))
    if said:
        found[:-1] = fitting_words(said, latent) & ~np.eye(len(said), dtype=bool)
    return found


def estimated_words(words: Words, seen: Seen, word: np.ndarray) -> Words:
    """The rates estimated anew; unchanged where nobody says anything."""
    if not words.said:
        return words
    rates, prior = np.array(words.rates), np.array(words.prior)
    sources, count, _ = rates.shape
    word = np.where(word < 0, count - 1, word)
    usual = usual_words(seen.source, word, sources, count)
    right = np.zeros((count, len(words.latent)))
    right[:-1] = np.eye(len(words.said))
    believed = BELIEVED * (right[None] + usual[:, :, None]) / 2
    several = seen.sizes > 1
    told = several[seen.cluster]
    for _ in range(STEPS):
        posterior = _posterior(rates, prior, seen, word)
        acts = posterior[several].sum(axis=0) + 1.0
        counts = np.zeros_like(rates)
        np.add.at(counts, (seen.source[told], word[told]), posterior[seen.cluster[told]])
        weak = ALPHA * acts / acts.mean()
        rates = (counts + believed * weak) / (acts + weak)
        prior = acts / acts.sum()
    return _words(words.said, words.latent, prior, rates)


def _posterior(rates: np.ndarray, prior: np.ndarray, seen: Seen, word: np.ndarray) -> np.ndarray:
    """P(latent word | reports) per cluster."""
    fit = np.log(np.maximum(rates[seen.source, word], 1e-9))
    total = np.stack(
        [np.bincount(seen.cluster, fit[:, k], len(seen.sizes)) for k in range(fit.shape[1])], axis=1
    )
    total += np.log(prior)
    weight = np.exp(total - total.max(axis=1, keepdims=True))
    posterior: np.ndarray = weight / weight.sum(axis=1, keepdims=True)
    return posterior


def _words(
    said: tuple[str, ...], latent: tuple[str, ...], prior: np.ndarray, rates: np.ndarray
) -> Words:
    return Words(
        said=said,
        latent=latent,
        prior=[short(p) for p in prior],
        rates=[[[short(r) for r in row] for row in table] for table in rates],
    )
