"""scikit-learn's isolation forest beside ours: 100 trees of 256 rows on rows that the bench wrote, measured on request.

Usage: forest.py ROWS.f32 COLUMNS    (one command per line on stdin, one JSON object per line on stdout)
Needs Debian's python3-sklearn. One thread throughout.
"""
import json
import sys
import time

import numpy as np
import sklearn
from sklearn.ensemble import IsolationForest

path, columns = sys.argv[1], int(sys.argv[2])
rows = np.fromfile(path, dtype=np.float32).reshape(-1, columns)
forest = IsolationForest(n_estimators=100, max_samples=256, random_state=1, n_jobs=1).fit(rows[:20000])


def batch():
    started = time.perf_counter()
    forest.score_samples(rows)
    return {"rows_per_s": len(rows) / (time.perf_counter() - started)}


def single():
    times = []
    for row in rows[:50]:
        started = time.perf_counter()
        forest.score_samples(row.reshape(1, -1))
        times.append(time.perf_counter() - started)
    return {"us": float(np.median(times) * 1e6)}


print(json.dumps({"version": sklearn.__version__}), flush=True)
for line in sys.stdin:
    print(json.dumps({"batch": batch, "single": single}[line.strip()]()), flush=True)
