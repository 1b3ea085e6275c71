"""Gradients of a critic's loss, record by record, by PyTorch's double backward pass in double precision.

Run with a Python that has torch: python3 critic-gradient.py > critic-gradient.json
"""
import json

import torch

torch.manual_seed(20260101)
torch.set_default_dtype(torch.float64)

cells = [3, 4, 2, 5]
hidden = [7, 6, 5]
records, partners, penalty, key = 9, 4, 10.0, 0x0123456789ABCDEF
width = sum(cells)
offsets = [sum(cells[:i]) for i in range(len(cells))]

sizes = [width, *hidden]
weights = [torch.randn(a, b) * 0.6 for a, b in zip(sizes, hidden)]
biases = [torch.randn(1, b) * 0.3 for b in hidden]
head = torch.randn(1, hidden[-1]) * 0.8
parameters = [p for pair in zip(weights, biases) for p in pair] + [head]
for parameter in parameters:
    parameter.requires_grad_(True)


def score(x):
    for weight, bias in zip(weights, biases):
        x = torch.nn.functional.leaky_relu(x @ weight + bias, 0.2)
    return (x @ head.T).squeeze(-1)


def one_hot(record):
    x = torch.zeros(1, width)
    for offset, cell in zip(offsets, record):
        x[0, offset + cell] = 1
    return x


WORD = 2 ** 64 - 1


class RecordDraw:
    """Numbers that follow from a key and a record's cells, as the program draws them."""

    def __init__(self, key, record):
        self.state = key
        for cell in record:
            self.state = ((self.state ^ cell) * 0xD6E8FEB86659FD93) & WORD
            self.state ^= self.state >> 32

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & WORD
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & WORD
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & WORD
        return z ^ (z >> 31)

    def below(self, bound):
        return (self.next() * bound) >> 64

    def uniform(self):
        return (self.next() >> 40) / 2 ** 24


def random_record():
    return [int(torch.randint(size, (1,))) for size in cells]


pool = [random_record() for _ in range(partners)]
examples = []
for _ in range(records):
    real = random_record()
    draw = RecordDraw(key, real)
    fake, share = pool[draw.below(partners)], draw.uniform()
    xr, xf = one_hot(real), one_hot(fake)
    mixed = (share * xr + (1 - share) * xf).requires_grad_(True)
    slope = torch.autograd.grad(score(mixed).sum(), mixed, create_graph=True)[0].norm()
    loss = score(xf).sum() - score(xr).sum() + penalty * (slope - 1) ** 2
    gradient = torch.autograd.grad(loss, parameters, allow_unused=True)
    flat = torch.cat([(g if g is not None else torch.zeros_like(p)).reshape(-1) for g, p in zip(gradient, parameters)])
    examples.append({"record": real, "gradient": [round(g, 10) for g in flat.tolist()]})

print(json.dumps({
    "torch": torch.__version__,
    "cells": cells,
    "hidden": hidden,
    "penalty": penalty,
    "key": key,
    "partners": pool,
    "weights": torch.cat([p.detach().reshape(-1) for p in parameters]).tolist(),
    "examples": examples,
}))
