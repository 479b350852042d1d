"""Words that say nothing of a frame, whatever stands in its definition: the, against, что, үшін.

English ones are scikit-learn's list, without the words of it that carry news (Nothman, Qin and Yurchak 2018, Stop word
lists in free open-source software packages, NLP-OSS). Russian and Kazakh ones, of which scikit-learn has none, are the
closed classes: prepositions, postpositions, conjunctions, pronouns, particles, auxiliaries. In every language the words
of a fifth of the sentences and those of most frames' descriptions tell no frame from another and count as such too.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

FREQUENT = 0.2  # share of the corpus's sentences in which a word stands
FRAMES_AT_LEAST = 3  # of two frames, "most" would be both, and what both say may still be a word of one
SENTENCES_AT_LEAST = 50  # in fewer a fifth is a handful, which a topic fills as well

_NEWS = """
bill bottom call cry detail empty fire interest mill mine move serious sincere system
"""
_RUSSIAN = """
а без более бы был была были было быть в вам вас весь во вот все всего всех всё вы где да даже для до его ее её если
есть еще ещё же за здесь и из или им их к как когда которая которого которое которой которые который которых кто
ли либо лишь между меня мне много может мы на над нам нас не него нее неё нет ни них но ну о об однако он она они оно
от очень по под после потому при про против с сам сама сами себе себя со свои своих свой своего так также там те тем
то того тоже той только том тот тут ты у уже хотя чего чей чем через что чтобы эта эти этих это этого этой этом этот я
"""
_KAZAKH = """
ал ақ алайда арқылы ба барлық бе бен бері біз біздің бір бірақ бойынша болады болған болды болып болса бұл бұны бүкіл
ғана ғой да дан де деген дейді дейін деп еді екен емес енді ең ету етті әлі әр және жоқ кейін керек кім қазір қалай
қарай қарсы ма мен менің мұны мына не немесе неге ол олар оларды олардың онда оны оның осы осындай өз өзі
өте па пен пе сен сіз сол сондай сондықтан соң та тағы тек туралы үшін ша ше шейін
"""
LISTED = ENGLISH_STOP_WORDS.difference(_NEWS.split()) | frozenset(_RUSSIAN.split()) | frozenset(_KAZAKH.split())


def function_words(there: sp.csr_matrix, words: Sequence[str], frames: Sequence[Sequence[str]]) -> frozenset[str]:
    """Words that no sentence is chosen for.

    Args:
        there: which words each sentence of the corpus has, 1 or 0, (sentences, words).
        words: the columns of it.
        frames: the words of each frame's description.
    """
    shares = np.asarray(there.sum(axis=0), dtype=np.float64)[0] / max(there.shape[0], 1)
    frequent = [words[column] for column in np.flatnonzero(shares >= FREQUENT).tolist()]
    described = Counter(word for own in frames for word in set(own))
    common = [word for word, count in described.items() if 2 * count > len(frames)]
    found = set(LISTED)
    if there.shape[0] >= SENTENCES_AT_LEAST:
        found.update(frequent)
    if len(frames) >= FRAMES_AT_LEAST:
        found.update(common)
    return frozenset(found)
