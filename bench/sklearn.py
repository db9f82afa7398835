"""Fits scikit-learn's models to the matrices that bench/models.ts wrote, and prints one JSON object. One thread.

python3 sklearn.py FOLDER: FOLDER has {train,test}.{starts,columns,values,labels} as raw arrays and shape.json.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import json
import sys
import time
import warnings

# The folder of this file is first on the path, where "sklearn" would be this file.
sys.path = [path for path in sys.path if os.path.abspath(path or ".") != os.path.dirname(os.path.abspath(__file__))]

import numpy as np
import sklearn
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.naive_bayes import ComplementNB, MultinomialNB
from sklearn.svm import LinearSVC

warnings.filterwarnings("ignore")
folder = sys.argv[1]
shape = json.load(open(os.path.join(folder, "shape.json")))


def load(part):
    read = lambda name, kind: np.fromfile(os.path.join(folder, f"{part}.{name}"), dtype=kind)
    starts, columns, values = read("starts", np.int32), read("columns", np.int32), read("values", np.float64)
    x = csr_matrix((values, columns, starts), shape=(len(starts) - 1, shape["columns"]))
    return x, read("labels", np.int32)


train, labels = load("train")
test, truth = load("test")
models = {
    "complement": (ComplementNB(alpha=0.1), 20),
    "multinomial": (MultinomialNB(alpha=0.1), 20),
    "logistic": (LogisticRegression(C=1.0), 2),
    "svc": (LinearSVC(), 1),
}
found = {"version": sklearn.__version__}
for name, (model, repeats) in models.items():
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        model.fit(train, labels)
        times.append(time.perf_counter() - start)
    has = hasattr(model, "predict_proba")
    found[name] = {
        "seconds": min(times),
        "accuracy": float(model.score(test, truth)),
        "trainLogLoss": float(log_loss(labels, model.predict_proba(train))) if has else None,
        "testLogLoss": float(log_loss(truth, model.predict_proba(test))) if has else None,
    }
print(json.dumps(found))
