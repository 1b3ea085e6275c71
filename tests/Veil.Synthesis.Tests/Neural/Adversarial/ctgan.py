"""Makes ctgan.json: a small conditional generator and packed critic computed by PyTorch in double precision.

Weights are written inputs by outputs, as Veil stores them. Run: python3 ctgan.py > ctgan.json
"""
import json

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20)

BATCH, PAC, NOISE, HIDDEN, CRITIC = 6, 3, 4, 5, 6
# An attribute each: scalar (or -1), offset of its modes, their number, whether it is a category.
SPANS = [(-1, 2, 3, True), (0, 5, 4, False), (-1, 9, 2, True), (1, 11, 2, False)]
DATA, SCALARS = 13, 2
CONDITIONS = 5
OFFSETS = [(0, 2, 3), (3, 9, 2)]  # first condition, first column, width
SLOPE, LAMBDA, TAU = 0.2, 10.0, 0.2


def weight(*shape):
    return (torch.rand(*shape) - 0.5).requires_grad_()


g = {
    "generator.1.weight": weight(NOISE + CONDITIONS, HIDDEN), "generator.1.gamma": weight(1, HIDDEN), "generator.1.beta": weight(1, HIDDEN),
    "generator.2.weight": weight(HIDDEN + NOISE + CONDITIONS, HIDDEN), "generator.2.gamma": weight(1, HIDDEN), "generator.2.beta": weight(1, HIDDEN),
    "generator.row.weight": weight(2 * HIDDEN + NOISE + CONDITIONS, DATA), "generator.row.bias": weight(1, DATA),
}
# Inputs of a pack: the data of all its rows, then the conditions of all its rows.
d = {
    "critic.1.weight": weight(PAC * (DATA + CONDITIONS), CRITIC), "critic.1.bias": weight(1, CRITIC),
    "critic.2.weight": weight(CRITIC, CRITIC), "critic.2.bias": weight(1, CRITIC),
    "critic.score.weight": weight(CRITIC, 1), "critic.score.bias": weight(1, 1),
}


def one_hot(conditions):
    return F.one_hot(torch.tensor(conditions), CONDITIONS).double()


def normal(x, name, moments):
    mean, variance = x.mean(0), x.var(0, unbiased=False)
    moments.append((mean, x.var(0)))
    return F.relu((x - mean) / torch.sqrt(variance + 1e-5) * g[name + ".gamma"] + g[name + ".beta"])


def generate(z, conditions, gumbel):
    c, moments = one_hot(conditions), []
    y1 = normal(torch.cat([z, c], 1) @ g["generator.1.weight"], "generator.1", moments)
    y2 = normal(torch.cat([y1, z, c], 1) @ g["generator.2.weight"], "generator.2", moments)
    raw = torch.cat([y2, y1, z, c], 1) @ g["generator.row.weight"] + g["generator.row.bias"]
    parts = [torch.tanh(raw[:, :SCALARS])]
    for _, offset, width, _ in SPANS:
        parts.append(F.softmax((raw[:, offset:offset + width] + gumbel[:, offset:offset + width]) / TAU, 1))
    return raw, torch.cat(parts, 1), moments


def pack(rows, conditions):
    return torch.cat([rows.reshape(BATCH // PAC, -1), one_hot(conditions).reshape(BATCH // PAC, -1)], 1)


def critic(x, masks):
    h = F.leaky_relu(x @ d["critic.1.weight"] + d["critic.1.bias"], SLOPE) * masks[0]
    h = F.leaky_relu(h @ d["critic.2.weight"] + d["critic.2.bias"], SLOPE) * masks[1]
    return h @ d["critic.score.weight"] + d["critic.score.bias"]


def gradients(loss, weights):
    return {name: value.flatten().tolist() for name, value in zip(weights, torch.autograd.grad(loss, list(weights.values()), allow_unused=True, retain_graph=True)) if value is not None}


def draw_masks():
    return [(torch.rand(BATCH // PAC, CRITIC) < 0.5).double() * 2 for _ in range(2)]


z, gumbel = torch.randn(BATCH, NOISE), -torch.log(-torch.log(torch.rand(BATCH, DATA)))
conditions, real_conditions = [0, 3, 4, 1, 2, 4], [4, 1, 0, 3, 3, 2]
raw, fake, moments = generate(z, conditions, gumbel)

active = [[2, 6, 10, 12], [3, 5, 10, 11], [2, 8, 9, 12], [4, 7, 9, 12], [4, 5, 9, 11], [4, 6, 10, 11]]
scalars = torch.rand(BATCH, SCALARS) * 1.8 - 0.9
real = torch.zeros(BATCH, DATA)
real[:, :SCALARS] = scalars
for i, columns in enumerate(active):
    real[i, columns] = 1

# The critic's step: the generator is constant.
masks = {name: draw_masks() for name in ("real", "fake", "between", "generator")}
alpha = torch.rand(BATCH // PAC, 1)
x_real, x_fake = pack(real, real_conditions), pack(fake.detach(), conditions)
y_real, y_fake = critic(x_real, masks["real"]), critic(x_fake, masks["fake"])
between = (alpha * x_real + (1 - alpha) * x_fake).requires_grad_()
slope, = torch.autograd.grad(critic(between, masks["between"]).sum(), between, create_graph=True)
penalty = LAMBDA * ((slope.norm(2, 1) - 1) ** 2).mean()
loss = y_fake.mean() - y_real.mean()
critic_gradients = gradients(loss + penalty, d)
critic_gradients["critic.score.bias"] = [0.0]

# A bias before a normalisation changes nothing.
no_bias = {f"generator.{layer}.bias": [0.0] * HIDDEN for layer in (1, 2)}

# The generator's step.
score = critic(pack(fake, conditions), masks["generator"]).mean()
entropy = 0
for i, condition in enumerate(conditions):
    first, column, width = next(o for o in reversed(OFFSETS) if condition >= o[0])
    entropy = entropy + F.cross_entropy(raw[i:i + 1, column:column + width], torch.tensor([condition - first])) / BATCH

print(json.dumps({
    "batch": BATCH, "pack": PAC, "noise": NOISE, "hidden": HIDDEN, "criticHidden": CRITIC,
    "spans": [{"scalar": s, "offset": o, "width": w, "category": c} for s, o, w, c in SPANS],
    "weights": {**{name: value.flatten().tolist() for name, value in {**g, **d}.items()}, **no_bias},
    "z": z.flatten().tolist(), "gumbel": gumbel.flatten().tolist(), "conditions": conditions, "realConditions": real_conditions,
    "active": sum(active, []), "scalars": scalars.flatten().tolist(), "alpha": alpha.flatten().tolist(),
    "masks": {name: [m.flatten().tolist() for m in value] for name, value in masks.items()},
    "raw": raw.flatten().tolist(), "fake": fake.flatten().tolist(),
    "means": [m.tolist() for m, _ in moments], "variances": [v.tolist() for _, v in moments],
    "criticLoss": loss.item(), "penalty": penalty.item(), "criticGradients": critic_gradients,
    "fakeGradient": torch.autograd.grad(-score, fake, retain_graph=True)[0].flatten().tolist(),
    "score": score.item(), "entropy": entropy.item(), "generatorGradients": {**gradients(entropy - score, g), **no_bias},
}, separators=(",", ":")))
