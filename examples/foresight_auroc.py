#!/usr/bin/env python3
"""Reads a study's folder with nothing of Foregone and computes the foresight AUROCs again.

    python3 examples/foresight_auroc.py STUDY

Needs numpy, scikit-learn and safetensors. Uses the folds and states of the study, scikit-learn's
StandardScaler, PCA and LogisticRegression, and compares with findings.json to three digits. Exit code 1: they differ.
"""
import json
import sqlite3
import sys
import warnings
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")  # anchors whose states are all alike
study = Path(sys.argv[1])
findings = json.loads((study / "findings.json").read_text())["foresight"]
settings = findings["settings"]
db = sqlite3.connect(f"file:{study / 'study.sqlite'}?mode=ro", uri=True)


def rows(anchor):
    """Prompt, intent, refused, fold, file and row of each state at an anchor, rollout 0."""
    return db.execute(
        """
        SELECT p.prompt, p.intent, r.verdict = 'REFUSAL', f.fold, s.file, s.row
        FROM prompts p JOIN rollouts r ON r.prompt = p.prompt AND r.mode = 'THINK' AND r.rollout = 0
          JOIN folds f ON f.prompt = p.prompt
          JOIN states s ON s.prompt = p.prompt AND s.experiment = 'foresight' AND s.anchor = ?
            AND s.rollout = ? AND s.rows > 0
        WHERE r.verdict IN ('REFUSAL', 'COMPLIANCE') ORDER BY p.prompt""",
        (anchor, 0 if anchor == "first" else -1),
    ).fetchall()


def out_of_fold(x, y, fold):
    scores = np.full(len(y), np.nan)
    for k in np.unique(fold):
        train, test = fold != k, fold == k
        if len(np.unique(y[train])) < 2:
            continue
        steps = [StandardScaler()]
        if settings["components"]:
            keep = min(settings["components"], train.sum(), x.shape[1])
            steps.append(PCA(keep, svd_solver="full"))
        steps.append(LogisticRegression(C=settings["c"], class_weight="balanced", solver="newton-cholesky", tol=1e-9))
        scores[test] = make_pipeline(*steps).fit(x[train], y[train]).decision_function(x[test])
    return np.round(scores, 6)  # the last digits of a solver must not break ties


worst = 0.0
compared = 0
for anchor in ("prompt", "first"):
    found = rows(anchor)
    if not found:
        continue
    files = {name: load_file(study / name) for name in {r[4] for r in found}}
    intent = np.array([r[1].lower() for r in found])
    refused = np.array([bool(r[2]) for r in found])
    fold = np.array([r[3] for r in found])
    for layer in settings["layers"]:
        states = np.array([files[r[4]][f"layer.{layer}"][r[5]] for r in found], dtype=np.float64)
        scores = out_of_fold(states, refused, fold)
        for scope in ("harmful", "benign", "pooled"):
            some = ((intent == scope) | (scope == "pooled")) & ~np.isnan(scores)
            theirs = findings["probe"][anchor][f"l{layer}"][scope]["auroc"]["estimate"]
            if len(np.unique(refused[some])) < 2:
                worst = max(worst, 0.0 if theirs is None else 1.0)
                continue
            ours = roc_auc_score(refused[some], scores[some])
            theirs = float("nan") if theirs is None else theirs
            worst = max(worst, 1.0 if np.isnan(theirs) else abs(ours - theirs))
            compared += 1
            print(f"{anchor:6} layer {layer:3} {scope:8} Python {ours:.3f}  Foregone {theirs:.3f}")
print(f"{compared} compared, largest difference {worst:.1e}")
sys.exit(0 if compared and worst < 5e-4 else 1)
