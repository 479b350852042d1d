"""A model small enough to score on paper."""

import pytest


@pytest.fixture(scope="session")
def model(weather_model):
    return weather_model
