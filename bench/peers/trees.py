"""XGBoost beside our own scoring: reads a model and rows that the bench wrote, measures on request.

Usage: trees.py MODEL.json ROWS.f32 COLUMNS    (one command per line on stdin, one JSON object per line on stdout)
Needs Debian's python3-xgboost. One thread throughout.
"""
import ctypes
import json
import sys
import time

import numpy as np
import xgboost as xgb

model, path, columns = sys.argv[1], sys.argv[2], int(sys.argv[3])
rows = np.fromfile(path, dtype=np.float32).reshape(-1, columns)
booster = xgb.Booster(params={"nthread": 1})
booster.load_model(model)
booster.set_param({"nthread": 1})


def batch():
    started = time.perf_counter()
    booster.inplace_predict(rows, predict_type="margin")
    return {"rows_per_s": len(rows) / (time.perf_counter() - started)}


def shap():
    few = xgb.DMatrix(rows[:500], nthread=1)
    started = time.perf_counter()
    booster.predict(few, pred_contribs=True)
    return {"rows_per_s": 500 / (time.perf_counter() - started)}


def single():
    """The C API itself, one row a call; what Python adds around the call is prepared beforehand."""
    library = xgb.core._LIB
    config = json.dumps({
        "type": 1, "training": False, "iteration_begin": 0, "iteration_end": 0,
        "missing": float("nan"), "cache_id": 0, "strict_shape": False}).encode()
    shape, dimensions, result = ctypes.POINTER(ctypes.c_uint64)(), ctypes.c_uint64(), ctypes.POINTER(ctypes.c_float)()
    arrays = [row.tobytes() for row in rows[:2000]]
    buffers = [np.frombuffer(array, dtype=np.float32).reshape(1, columns) for array in arrays]
    interfaces = [json.dumps({
        "data": [buffer.__array_interface__["data"][0], True], "shape": [1, columns], "typestr": "<f4", "version": 3}).encode()
        for buffer in buffers]
    call = library.XGBoosterPredictFromDense
    times = []
    for interface in interfaces:
        started = time.perf_counter()
        call(booster.handle, interface, config, None, ctypes.byref(shape), ctypes.byref(dimensions), ctypes.byref(result))
        times.append(time.perf_counter() - started)
    return {"us": float(np.median(times) * 1e6)}


print(json.dumps({"version": xgb.__version__}), flush=True)
for line in sys.stdin:
    print(json.dumps({"batch": batch, "shap": shap, "single": single}[line.strip()]()), flush=True)
