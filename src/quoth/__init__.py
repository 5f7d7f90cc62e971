"""Quoth: a self-hosted clinical evidence engine in which every sentence has a receipt.

    from quoth.engine import Engine
    from quoth.render import render
    from quoth.settings import load

    engine = Engine.open(load())
    print(render(engine.ask("Should platelets be transfused in TTP?"), "text"))

What is promised to callers: `Engine` and its verbs, the nouns of `quoth.model`, the errors of `quoth.errors`, and the
formats of `quoth.render`. The rooms behind them may change.
"""
