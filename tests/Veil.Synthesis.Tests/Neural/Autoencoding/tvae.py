"""Makes tvae.json: a small variational autoencoder of table rows computed by PyTorch in double precision.

Weights are written inputs by outputs, as Veil stores them. Run: python3 tvae.py > tvae.json
"""
import json

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(7)

ROWS, LATENT, HIDDEN, SCALARS, FACTOR = 5, 3, [6, 4], 2, 2.0
BLOCKS = [(2, 3), (5, 4), (9, 2)]
WIDTH = 11

sizes = [("encoder.0", WIDTH, HIDDEN[0]), ("encoder.1", HIDDEN[0], HIDDEN[1]), ("mean", HIDDEN[1], LATENT), ("log-variance", HIDDEN[1], LATENT),
         ("decoder.0", LATENT, HIDDEN[1]), ("decoder.1", HIDDEN[1], HIDDEN[0]), ("decoder.2", HIDDEN[0], WIDTH)]
w = {}
for name, inputs, outputs in sizes:
    w[name + ".weight"] = (1.4 * (torch.rand(inputs, outputs) - 0.5)).requires_grad_()
    w[name + ".bias"] = (torch.rand(1, outputs) - 0.5).requires_grad_()
w["deviations"] = (0.2 + torch.rand(1, SCALARS)).requires_grad_()
weights = {name: value.tolist() for name, value in w.items()}

numbers = 2 * torch.rand(ROWS, SCALARS) - 1
categories = [[int(torch.randint(0, width, ())) for _, width in BLOCKS] for _ in range(ROWS)]
noise = torch.randn(ROWS, LATENT)


def linear(x, name):
    return x @ w[name + ".weight"] + w[name + ".bias"]


def losses(rows):
    """The reconstruction, not weighted, and the divergence, each summed over rows."""
    x = torch.cat([numbers[rows]] + [F.one_hot(torch.tensor([categories[r][b] for r in rows]), width).double() for b, (_, width) in enumerate(BLOCKS)], 1)
    h = F.relu(linear(F.relu(linear(x, "encoder.0")), "encoder.1"))
    mean, log_variance = linear(h, "mean"), linear(h, "log-variance")
    z = mean + torch.exp(0.5 * log_variance) * noise[rows]
    y = linear(F.relu(linear(F.relu(linear(z, "decoder.0")), "decoder.1")), "decoder.2")
    distance = numbers[rows] - torch.tanh(y[:, :SCALARS])
    reconstruction = (distance ** 2 / 2 / w["deviations"] ** 2).sum() + torch.log(w["deviations"]).sum() * len(rows)
    for b, (start, width) in enumerate(BLOCKS):
        reconstruction = reconstruction + F.cross_entropy(y[:, start:start + width], torch.tensor([categories[r][b] for r in rows]), reduction="sum")
    divergence = -0.5 * torch.sum(1 + log_variance - mean ** 2 - log_variance.exp())
    return y, reconstruction, divergence


optimiser = torch.optim.Adam(w.values(), lr=1e-3, weight_decay=1e-5)
y, reconstruction, divergence = losses(list(range(ROWS)))
((FACTOR * reconstruction + divergence) / ROWS).backward()
gradients = {name: value.grad.tolist() for name, value in w.items()}
optimiser.step()
print(json.dumps({
    "rows": ROWS, "latent": LATENT, "hidden": HIDDEN, "scalars": SCALARS, "factor": FACTOR, "blocks": BLOCKS,
    "numbers": numbers.tolist(), "active": [[start + category for (start, _), category in zip(BLOCKS, row)] for row in categories],
    "noise": noise.tolist(), "weights": weights, "output": y.tolist(),
    "reconstruction": reconstruction.item(), "divergence": divergence.item(),
    "gradients": gradients, "after": {name: value.tolist() for name, value in w.items()},
}))
