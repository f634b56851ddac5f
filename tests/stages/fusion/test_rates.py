"""Who calls what by which word."""

import numpy as np
import pytest
from seen_world import seen
from small_world import nothing_said

from truceline.stages.fusion.model import likelihoods
from truceline.stages.fusion.rates import estimated_words, first_words, usual_words

ACTS = ("air/drone_strike", "fire/mlrs", "fire/shelling")
TRUE = np.array(
    [  # source × said (the last: nothing) × latent, per report
        [[0.9, 0.05, 0.0], [0.05, 0.75, 0.1], [0.05, 0.1, 0.9], [0.0, 0.1, 0.0]],
        [[0.8, 0.1, 0.1], [0.1, 0.4, 0.05], [0.1, 0.5, 0.85], [0.0, 0.0, 0.0]],
        [[0.3, 0.0, 0.1], [0.1, 0.3, 0.3], [0.1, 0.3, 0.3], [0.5, 0.4, 0.3]],
    ]
)
PRIOR = np.array([0.5, 0.2, 0.3])


def told(clusters, seed, size=4.0):
    """Right clusters of reports, their words drawn from TRUE."""
    rng = np.random.default_rng(seed)
    sizes = 1 + rng.poisson(size - 1, clusters)
    latent = rng.choice(3, clusters, p=PRIOR)
    cluster = np.repeat(np.arange(clusters), sizes)
    source = rng.integers(0, 3, len(cluster))
    chances = TRUE[source, :, latent[cluster]].cumsum(axis=1)
    word = (rng.random((len(cluster), 1)) > chances).sum(axis=1)
    return seen(cluster, source=source, act=np.where(word == 3, -1, word)), latent


def learned(found, rounds=3):
    words = first_words(ACTS, found.source, found.act, 4)
    for _ in range(rounds):
        words = estimated_words(words, found, found.act)
    return words


@pytest.mark.parametrize("seed", [0, 1])
def test_confusion_and_priors_are_recovered(seed):
    found, _ = told(2500, seed)
    words = learned(found)
    rates = np.array(words.rates)[:3]
    shares = rates / rates.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares, TRUE, atol=0.06)
    np.testing.assert_allclose(words.prior, PRIOR, atol=0.03)


def test_rates_are_reports_per_act():
    found, latent = told(2500, 3)
    rates = np.array(learned(found).rates)[:3].sum(axis=1)
    several = found.sizes > 1
    for source in range(3):
        own = (found.source == source) & several[found.cluster]
        for act in range(3):
            acts = (several & (latent == act)).sum()
            brought = (own & (latent[found.cluster] == act)).sum() / acts
            assert rates[source, act] == pytest.approx(brought, rel=0.15)


def test_more_is_learned_than_was_believed_at_first():
    found, _ = told(2500, 4)
    apart = []
    for words in (first_words(ACTS, found.source, found.act, 4), learned(found)):
        rates = np.array(words.rates)[:3]
        apart.append(np.abs(rates / rates.sum(axis=1, keepdims=True) - TRUE).max())
    assert apart[1] < apart[0] / 2


def test_reports_alone_tell_nothing():
    found, _ = told(400, 5)
    alone = seen(np.arange(len(found.act)), source=found.source, act=found.act)
    rates = np.array(learned(alone).rates)
    assert np.abs(rates[0] / rates[0].sum(axis=0) - TRUE[0]).max() > 0.1


def test_a_source_that_nobody_knows_is_believed():
    found, _ = told(500, 6)
    rates = np.array(learned(found).rates)[3]
    shares = rates / rates.sum(axis=0)
    assert (np.diag(shares) > 0.5).all()


def test_likelihoods_are_scaled_by_the_prior():
    found, _ = told(500, 7)
    words = learned(found)
    scaled = likelihoods(words) * np.sqrt(words.prior)
    np.testing.assert_allclose(scaled.sum(axis=2), 1.0)


def test_a_family_fits_its_members_before_anything_is_learned():
    """Family known, act not: it speaks for the acts of the family and against others."""
    said = ("air/drone_strike", "fire", "fire/mlrs", "fire/shelling")
    source, word = np.zeros(200, int), np.resize(np.arange(4), 200)
    words = first_words(said, source, word, 1)
    drone, _, mlrs, shelling = np.array(words.rates)[0][1]
    assert mlrs == shelling > 2 * drone
    precise = np.array(words.rates)[0][2]
    assert precise[2] > 5 * precise[3]
    assert precise[3] == precise[0]


def test_who_says_nothing_has_one_latent_word():
    nobody = first_words((), np.zeros(5, int), np.full(5, -1), 2)
    assert (nobody.said, nobody.latent, nobody.prior) == ((), ("",), [1.0])
    assert nobody.rates == [[[1.0]]] * 2
    found, _ = told(20, 8)
    assert estimated_words(nothing_said(), found, found.side) == nothing_said()


def test_usual_words_are_shares():
    shares = usual_words(np.array([0, 0, 0, 1]), np.array([0, 0, -1, 1]), 2, 3)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    np.testing.assert_allclose(shares[0], [2.2 / 3.6, 0.2 / 3.6, 1.2 / 3.6])
