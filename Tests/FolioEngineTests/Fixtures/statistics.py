"""Computes the figures of statistics.json independently of folio.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install numpy scipy pyxirr empyrical-reloaded
    /tmp/venv/bin/python statistics.py

closes.csv holds closes as traded of three shares from 2004-12-01 to 2006-12-29; AAPL split 2:1 on 2005-02-28.
"""

import csv
import json
import random
from datetime import date, timedelta
from decimal import Decimal as D

import empyrical
import numpy as np
from pyxirr import xirr
from scipy.optimize import brentq

closes = {}
for row in csv.DictReader(open("closes.csv")):
    closes.setdefault(row["symbol"], {})[date.fromisoformat(row["date"])] = D(row["close"])
sessions = sorted(closes["IBM"])
SPLIT = date(2005, 2, 28)


def scenario(seed):
    """Plays an account forward; rows, end state, and the statistics of its days."""
    rng = random.Random(seed)
    cash, held = D(0), {"AAPL": D(0), "MSFT": D(0), "IBM": D(0)}
    rows, values, ins, outs = [], [], [], []

    def book(day, kind, symbol, quantity, amount, fees):
        rows.append([day.isoformat(), kind, symbol, str(quantity), str(amount), str(fees)])

    for number, day in enumerate(sessions):
        flow = D(0)
        if day == SPLIT:
            held["AAPL"] *= 2
        if number == 0 or rng.random() < 0.04:
            amount = D(rng.randint(100000, 2000000)) / 100
            cash += amount
            flow += amount
            book(day, "deposit", None, 0, amount, 0)
        if number > 5 and rng.random() < 0.03:
            amount = (cash / 3).quantize(D("0.01"))
            if amount > 0:
                cash -= amount
                flow -= amount
                book(day, "withdrawal", None, 0, -amount, 0)
        for symbol in sorted(held):
            price = closes[symbol][day]
            if number == 0 or rng.random() < 0.05:
                quantity = int(cash / 4 / price)
                if quantity:
                    fees = D(rng.choice(["0", "4.95"]))
                    amount = -(quantity * price) - fees
                    cash += amount
                    held[symbol] += quantity
                    book(day, "buy", symbol, quantity, amount, fees)
            elif held[symbol] > 1 and rng.random() < 0.03:
                quantity = int(held[symbol] / 2)
                amount = quantity * price
                cash += amount
                held[symbol] -= quantity
                book(day, "sell", symbol, -quantity, amount, 0)
            elif held[symbol] and rng.random() < 0.02:
                amount = D(rng.randint(100, 9000)) / 100
                cash += amount
                book(day, "dividend", symbol, 0, amount, 0)
        values.append(cash + sum(held[s] * closes[s][day] for s in held))
        ins.append(max(flow, D(0)))
        outs.append(max(-flow, D(0)))
    returns = np.array(
        [float((values[i] + outs[i]) / (values[i - 1] + ins[i])) - 1 for i in range(1, len(values))]
    )
    days = (sessions[-1] - sessions[0]).days
    twr = float(np.prod(1 + returns)) - 1
    flows = [(sessions[0], -float(values[0]))]
    flows += [(d, float(o - i)) for d, i, o in list(zip(sessions, ins, outs))[1:] if i != o]
    flows.append((sessions[-1], float(values[-1])))
    rate = xirr([f[0] for f in flows], [f[1] for f in flows])
    index = np.concatenate([[1.0], np.cumprod(1 + returns)])
    peaks = np.maximum.accumulate(index)
    depth = index / peaks - 1
    trough = int(depth.argmin())
    peak = max(i for i in range(trough + 1) if index[i] == peaks[trough])
    after = [i for i in range(trough, len(index)) if index[i] >= peaks[trough]]
    assert abs(empyrical.max_drawdown(returns) - depth.min()) < 1e-12
    assert abs(empyrical.annual_volatility(returns) - np.std(returns, ddof=1) * np.sqrt(252)) < 1e-12
    levels = np.array([float(closes["IBM"][d]) for d in sessions])
    benchmark = levels[1:] / levels[:-1] - 1
    alpha, beta = empyrical.alpha_beta(returns, benchmark)
    daily_alpha = np.mean(returns) - beta * np.mean(benchmark)
    assert abs((1 + daily_alpha) ** 252 - 1 - alpha) < 1e-12
    return {
        "rows": rows,
        "holdings": {s: str(q) for s, q in held.items()},
        "cash": str(cash),
        "values": [str(v) for v in values],
        "twr": repr(twr),
        "twr_annualized": repr((1 + twr) ** (365 / days) - 1),
        "mwr": repr((1 + rate) ** (days / 365) - 1),
        "mwr_annualized": repr(rate),
        "volatility": repr(float(empyrical.annual_volatility(returns))),
        "sharpe": repr(float(empyrical.sharpe_ratio(returns))),
        "depth": repr(float(depth.min())),
        "peak": sessions[peak].isoformat(),
        "trough": sessions[trough].isoformat(),
        "recovered": sessions[after[0]].isoformat() if after else None,
        "best": [sessions[1 + int(returns.argmax())].isoformat(), repr(float(returns.max()))],
        "worst": [sessions[1 + int(returns.argmin())].isoformat(), repr(float(returns.min()))],
        "benchmark_twr": repr(float(levels[-1] / levels[0] - 1)),
        "beta": repr(float(beta)),
        "alpha": repr(float(daily_alpha * 252)),
        "correlation": repr(float(np.corrcoef(returns, benchmark)[0, 1])),
        "tracking_error": repr(float(np.std(returns - benchmark, ddof=1) * np.sqrt(252))),
    }


def rate_case(payments):
    """The root nearest to zero of all that a fine grid shows; pyxirr's has to be one of them."""
    days, amounts = [p[0] for p in payments], [p[1] for p in payments]
    first, span = min(days), max((max(days) - min(days)).days, 1)

    def worth(x):
        return float(sum(a * np.exp(-x * (d - first).days / span) for d, a in payments))

    grid = sorted({round(x, 12) for x in np.concatenate([np.linspace(-50, 50, 20001), np.linspace(-1, 1, 20001)])})
    found = [worth(x) for x in grid]
    roots = []
    for left, right, one, other in zip(grid, grid[1:], found, found[1:]):
        if one == 0:
            roots.append(left)
        elif one * other < 0:
            roots.append(brentq(worth, left, right, xtol=1e-16))
    try:
        rate = xirr(days, amounts)
    except Exception:
        rate = None
    if rate is not None and rate > -1:
        known = np.log1p(rate) * span / 365
        # pyxirr's own rounding aside, a rate that solves nothing is no rate.
        solves = abs(worth(known)) < 1e-6 * sum(abs(a) for a in amounts)
        assert not solves or min([abs(known - root) for root in roots], default=1) < 1e-5, (rate, roots, payments)
    root = min(roots, key=abs) if roots else None
    return {
        "payments": [[d.isoformat(), repr(float(a))] for d, a in payments],
        "roots": len(roots),
        "period": None if root is None else repr(float(np.expm1(root))),
        "rate": None if root is None else repr(float(np.expm1(root * 365 / span))),
    }


def rate_cases():
    start = date(2020, 1, 1)

    def on(days):
        return start + timedelta(days)

    cases = [
        [(on(0), -100), (on(365), 110)],
        [(on(0), -100), (on(366), 110)],
        [(on(0), -100), (on(7), 101)],
        [(on(0), -100), (on(1), 99)],
        [(on(0), -100), (on(730), 1)],
        [(on(0), -100), (on(4000), 1e-6)],
        [(on(0), -1000), (on(100), -500), (on(200), 300), (on(365), 1300)],
        [(on(0), -1000), (on(100), 5000), (on(365), -4000), (on(366), 500)],
        [(on(0), 100), (on(200), -150), (on(400), 20)],
        [(on(0), -100), (on(50), -100)],
        [(on(0), 100), (on(50), 100)],
        [(on(0), -100), (on(0), 110)],
        [(date(2008, 1, 1), -10000), (date(2008, 3, 1), 2750), (date(2008, 10, 30), 4250), (date(2009, 2, 15), 3250),
         (date(2009, 4, 1), 2750)],
    ]
    rng = random.Random(7)
    for _ in range(60):
        span = rng.randint(20, 3000)
        payments, worth = [(on(0), -float(rng.randint(1000, 100000)))], 0.0
        growth = np.exp(rng.uniform(-0.5, 0.5))
        worth = -payments[0][1] * growth ** (span / 365)
        for _ in range(rng.randint(0, 12)):
            day, amount = rng.randint(1, span - 1), float(rng.randint(-5000, 8000))
            payments.append((on(day), -amount))
            worth += amount * growth ** ((span - day) / 365)
        if worth > 0:
            cases.append(payments + [(on(span), worth * rng.uniform(0.7, 1.3))])
    return [rate_case(case) for case in cases]


json.dump(
    {"scenarios": [scenario(seed) for seed in range(3)], "rates": rate_cases()},
    open("statistics.json", "w"),
    indent=1,
)
