class Ops(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def forward(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return x
  def cast_like(self: __torch__.Ops,
    x: Tensor,
    like: Tensor) -> Tensor:
    return torch.to(x, ops.prim.dtype(like))
  def copy_like(self: __torch__.Ops,
    x: Tensor,
    like: Tensor) -> Tensor:
    return torch.to(x, ops.prim.dtype(like), False, True)
  def to_float(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.to(x, 6)
  def to_bfloat16(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.to(x, 15)
  def read_as_bfloat16(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.set_(torch.empty([0], dtype=15, device=ops.prim.device(x)), x)
  def copy(self: __torch__.Ops,
    x: Tensor,
    source: Tensor) -> Tensor:
    return torch.copy_(x, source)
  def add(self: __torch__.Ops,
    a: Tensor,
    b: Tensor) -> Tensor:
    return torch.add(a, torch.to(b, ops.prim.dtype(a)))
  def sub(self: __torch__.Ops,
    a: Tensor,
    b: Tensor) -> Tensor:
    return torch.sub(a, torch.to(b, ops.prim.dtype(a)))
  def mul(self: __torch__.Ops,
    a: Tensor,
    b: Tensor) -> Tensor:
    return torch.mul(a, torch.to(b, ops.prim.dtype(a)))
  def div(self: __torch__.Ops,
    a: Tensor,
    b: Tensor) -> Tensor:
    return torch.div(a, torch.to(b, ops.prim.dtype(a)))
  def row_norms(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.sqrt(torch.sum(torch.mul(x, x), [1]))
  def length(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.norm(x, 2)
  def leading_factors(self: __torch__.Ops,
    x: Tensor,
    rank: Tensor) -> Tensor:
    r = int(rank)
    u, s, v = torch.linalg_svd(x, False)
    roots = torch.unsqueeze(torch.sqrt(torch.slice(s, 0, 0, r)), 1)
    left = torch.mul(torch.slice(torch.transpose(u, 0, 1), 0, 0, r), roots)
    right = torch.mul(torch.slice(v, 0, 0, r), roots)
    return torch.cat([right, left], 1)
  def orthonormal_factors(self: __torch__.Ops,
    x: Tensor,
    rank: Tensor) -> Tensor:
    count = int(rank)
    q, r = torch.linalg_qr(x, "reduced")
    return torch.cat([torch.slice(r, 0, 0, count), torch.slice(torch.transpose(q, 0, 1), 0, 0, count)], 1)
  def lstm(self: __torch__.Ops,
    weights: List[Tensor],
    x: Tensor) -> Tensor:
    count = torch.len(x)
    start = torch.new_zeros(x, [1, torch.size(weights[1], 1)])
    h = start
    c = start
    onwards = annotate(List[Tensor], [])
    for i in range(count):
      h0, c0 = torch.lstm_cell(torch.slice(x, 0, i, torch.add(i, 1)), [h, c], weights[0], weights[1], weights[2], weights[3])
      _0 = torch.append(onwards, h0)
      h = h0
      c = c0
    h1 = start
    c1 = start
    back = annotate(List[Tensor], [])
    for j in range(count):
      at = torch.sub(torch.sub(count, 1), j)
      h2, c2 = torch.lstm_cell(torch.slice(x, 0, at, torch.add(at, 1)), [h1, c1], weights[4], weights[5], weights[6], weights[7])
      _1 = torch.append(back, h2)
      h1 = h2
      c1 = c2
    return torch.cat([torch.cat(onwards), torch.flip(torch.cat(back), [0])], 1)
  def concat(self: __torch__.Ops,
    a: Tensor,
    b: Tensor,
    dimension: Tensor) -> Tensor:
    return torch.cat([a, torch.to(b, ops.prim.dtype(a))], int(dimension))
  def slice(self: __torch__.Ops,
    x: Tensor,
    bounds: Tensor) -> Tensor:
    return torch.slice(x, int(torch.select(bounds, 0, 0)), int(torch.select(bounds, 0, 1)), int(torch.select(bounds, 0, 2)))
  def rotate(self: __torch__.Ops,
    x: Tensor,
    turns: Tensor) -> Tensor:
    dtype = ops.prim.dtype(x)
    cosine = torch.to(torch.select(turns, 0, 0), dtype)
    sine = torch.to(torch.select(turns, 0, 1), dtype)
    rotated = torch.size(turns, -1)
    half = torch.floordiv(rotated, 2)
    part = torch.slice(x, 3, 0, rotated)
    quarter = torch.cat([torch.neg(torch.slice(x, 3, half, rotated)), torch.slice(x, 3, 0, half)], 3)
    turned = torch.add(torch.mul(part, cosine), torch.mul(quarter, sine))
    if torch.eq(rotated, torch.size(x, 3)):
      whole = turned
    else:
      whole = torch.cat([turned, torch.slice(x, 3, rotated)], 3)
    return whole
  def turns_at(self: __torch__.Ops,
    table: Tensor,
    positions: Tensor) -> Tensor:
    chosen = torch.index_select(table, 1, torch.flatten(positions))
    return torch.reshape(chosen, [2, torch.size(positions, 0), 1, torch.size(positions, 1), torch.size(table, 2)])
  def gated_silu(self: __torch__.Ops,
    x: Tensor,
    gate: Tensor,
    up: Tensor,
    down: Tensor) -> Tensor:
    dtype = ops.prim.dtype(x)
    opened = torch.silu(torch.linear(x, torch.to(gate, dtype), None))
    return torch.linear(torch.mul(opened, torch.linear(x, torch.to(up, dtype), None)), torch.to(down, dtype), None)
  def gated_gelu_tanh(self: __torch__.Ops,
    x: Tensor,
    gate: Tensor,
    up: Tensor,
    down: Tensor) -> Tensor:
    dtype = ops.prim.dtype(x)
    opened = torch.gelu(torch.linear(x, torch.to(gate, dtype), None), approximate="tanh")
    return torch.linear(torch.mul(opened, torch.linear(x, torch.to(up, dtype), None)), torch.to(down, dtype), None)
  def heads(self: __torch__.Ops,
    x: Tensor,
    store: Tensor) -> Tensor:
    split = torch.reshape(x, [torch.size(x, 0), torch.size(x, 1), -1, torch.size(store, 4)])
    return torch.transpose(split, 1, 2)
  def attended(self: __torch__.Ops,
    query: Tensor,
    store: Tensor,
    module: int,
    start: int,
    end: int,
    causal: bool,
    scale: float,
    mask: Optional[Tensor]) -> Tensor:
    rows, heads, length, size = torch.size(query)
    all = torch.slice(torch.select(store, 0, torch.mul(module, 2)), 0, 0, rows)
    key = torch.slice(all, 2, start, end)
    more = torch.slice(torch.select(store, 0, torch.add(torch.mul(module, 2), 1)), 0, 0, rows)
    value = torch.slice(more, 2, start, end)
    groups = torch.size(key, 1)
    if torch.eq(length, 1):
      asked = torch.reshape(query, [rows, groups, -1, size])
      context = torch.scaled_dot_product_attention(asked, key, value, mask, 0., False, scale=scale)
      joined = torch.reshape(context, [rows, 1, torch.mul(heads, size)])
    else:
      times = torch.floordiv(heads, groups)
      if torch.eq(times, 1):
        keys = key
        values = value
      else:
        keys = torch.repeat_interleave(key, times, 1)
        values = torch.repeat_interleave(value, times, 1)
      context = torch.scaled_dot_product_attention(query, keys, values, mask, 0., causal, scale=scale)
      joined = torch.reshape(torch.transpose(context, 1, 2), [rows, length, torch.mul(heads, size)])
    return joined
  def next(self: __torch__.Ops,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    store: Tensor,
    span: Tensor,
    scale: Tensor,
    turns: Optional[Tensor],
    mask: Optional[Tensor]) -> Tensor:
    module, column, start, causal = annotate(List[int], (span).tolist())
    asking = (self).heads(query, store, )
    asked = (self).heads(key, store, )
    if torch.__isnot__(turns, None):
      given = unchecked_cast(Tensor, turns)
      turned = (self).rotate(asking, given, )
      keys = (self).rotate(asked, given, )
    else:
      turned = asking
      keys = asked
    rows = torch.size(query, 0)
    end = torch.add(column, torch.size(query, 1))
    into = torch.slice(torch.select(store, 0, torch.mul(module, 2)), 0, 0, rows)
    _0 = torch.copy_(torch.slice(into, 2, column, end), keys)
    more = torch.slice(torch.select(store, 0, torch.add(torch.mul(module, 2), 1)), 0, 0, rows)
    _1 = torch.copy_(torch.slice(more, 2, column, end), (self).heads(value, store, ))
    return (self).attended(turned, store, module, start, end, torch.eq(causal, 1), float(scale), mask, )
  def attend_next(self: __torch__.Ops,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    store: Tensor,
    span: Tensor,
    scale: Tensor) -> Tensor:
    return (self).next(query, key, value, store, span, scale, None, None, )
  def attend_next_masked(self: __torch__.Ops,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    store: Tensor,
    span: Tensor,
    scale: Tensor,
    mask: Tensor) -> Tensor:
    return (self).next(query, key, value, store, span, scale, None, mask, )
  def attend_next_turned(self: __torch__.Ops,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    store: Tensor,
    span: Tensor,
    scale: Tensor,
    turns: Tensor) -> Tensor:
    return (self).next(query, key, value, store, span, scale, turns, None, )
  def attend_next_turned_masked(self: __torch__.Ops,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    store: Tensor,
    span: Tensor,
    scale: Tensor,
    turns: Tensor,
    mask: Tensor) -> Tensor:
    return (self).next(query, key, value, store, span, scale, turns, mask, )
  def held(self: __torch__.Ops,
    query: Tensor,
    store: Tensor,
    span: Tensor,
    scale: Tensor,
    mask: Optional[Tensor]) -> Tensor:
    module, start, end = annotate(List[int], (span).tolist())
    return (self).attended((self).heads(query, store, ), store, module, start, end, False, float(scale), mask, )
  def attend_held(self: __torch__.Ops,
    query: Tensor,
    store: Tensor,
    span: Tensor,
    scale: Tensor) -> Tensor:
    return (self).held(query, store, span, scale, None, )
  def attend_held_masked(self: __torch__.Ops,
    query: Tensor,
    store: Tensor,
    span: Tensor,
    scale: Tensor,
    mask: Tensor) -> Tensor:
    return (self).held(query, store, span, scale, mask, )
  def hold(self: __torch__.Ops,
    store: Tensor,
    key: Tensor,
    value: Tensor,
    place: Tensor) -> Tensor:
    module, start = annotate(List[int], (place).tolist())
    rows = torch.size(key, 0)
    end = torch.add(start, torch.size(key, 1))
    keys = torch.slice(torch.select(store, 0, torch.mul(module, 2)), 0, 0, rows)
    values = torch.slice(torch.select(store, 0, torch.add(torch.mul(module, 2), 1)), 0, 0, rows)
    _0 = torch.copy_(torch.slice(keys, 2, start, end), (self).heads(key, store, ))
    _1 = torch.copy_(torch.slice(values, 2, start, end), (self).heads(value, store, ))
    return store
  def copy_columns(self: __torch__.Ops,
    store: Tensor,
    source: Tensor,
    bounds: Tensor) -> Tensor:
    row, column, first, last, start, end = annotate(List[int], (bounds).tolist())
    rows = torch.slice(source, 1, first, last)
    into = torch.slice(store, 1, row, torch.add(row, torch.sub(last, first)))
    _0 = torch.copy_(torch.slice(into, 3, column, torch.add(column, torch.sub(end, start))), torch.slice(rows, 3, start, end))
    return store
  def at_least(self: __torch__.Ops,
    x: Tensor,
    least: Tensor) -> Tensor:
    return torch.clamp_min(x, torch.item(least))
  def pick(self: __torch__.Ops,
    x: Tensor,
    places: Tensor) -> Tensor:
    size = torch.add(torch.slice(torch.size(x), 0, -2), torch.size(places))
    return torch.gather(x, -1, torch.expand(places, size))
  def mean(self: __torch__.Ops,
    x: Tensor,
    dimension: Tensor) -> Tensor:
    return torch.mean(x, [int(dimension)], True)
  def sum(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.sum(x)
  def linear(self: __torch__.Ops,
    x: Tensor,
    weight: Tensor) -> Tensor:
    return torch.linear(x, torch.to(weight, ops.prim.dtype(x)), None)
  def linear_bias(self: __torch__.Ops,
    x: Tensor,
    weight: Tensor,
    bias: Tensor) -> Tensor:
    dtype = ops.prim.dtype(x)
    return torch.linear(x, torch.to(weight, dtype), torch.to(bias, dtype))
  def matmul(self: __torch__.Ops,
    a: Tensor,
    b: Tensor) -> Tensor:
    return torch.matmul(a, torch.to(b, ops.prim.dtype(a)))
  def scale(self: __torch__.Ops,
    x: Tensor,
    factor: Tensor) -> Tensor:
    return torch.mul(x, torch.item(factor))
  def layer_norm(self: __torch__.Ops,
    x: Tensor,
    weight: Tensor,
    bias: Tensor,
    eps: Tensor) -> Tensor:
    dtype = ops.prim.dtype(x)
    return torch.layer_norm(x, torch.size(weight), torch.to(weight, dtype), torch.to(bias, dtype), float(eps))
  def layer_norm_unbiased(self: __torch__.Ops,
    x: Tensor,
    weight: Tensor,
    eps: Tensor) -> Tensor:
    return torch.layer_norm(x, torch.size(weight), torch.to(weight, ops.prim.dtype(x)), None, float(eps))
  def rms_norm(self: __torch__.Ops,
    x: Tensor,
    weight: Tensor,
    eps: Tensor) -> Tensor:
    dtype = ops.prim.dtype(x)
    wide = torch.to(x, 6)
    square = torch.mean(torch.mul(wide, wide), [-1], True)
    normal = torch.mul(wide, torch.rsqrt(torch.add(square, torch.item(eps))))
    return torch.mul(torch.to(weight, dtype), torch.to(normal, dtype))
  def rms_norm_around_one(self: __torch__.Ops,
    x: Tensor,
    weight: Tensor,
    eps: Tensor) -> Tensor:
    dtype = ops.prim.dtype(x)
    wide = torch.to(x, 6)
    square = torch.mean(torch.mul(wide, wide), [-1], True)
    normal = torch.mul(wide, torch.rsqrt(torch.add(square, torch.item(eps))))
    return torch.to(torch.mul(normal, torch.add(torch.to(weight, 6), 1.)), dtype)
  def softmax(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.softmax(x, -1)
  def embedding(self: __torch__.Ops,
    weight: Tensor,
    ids: Tensor) -> Tensor:
    return torch.embedding(weight, ids)
  def gelu(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.gelu(x)
  def gelu_tanh(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.gelu(x, approximate="tanh")
  def relu(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.relu(x)
  def silu(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.silu(x)
  def tanh(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.tanh(x)
  def sigmoid(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.sigmoid(x)
  def mish(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.mish(x)
  def leaky_relu(self: __torch__.Ops,
    x: Tensor,
    slope: Tensor) -> Tensor:
    return torch.leaky_relu(x, torch.item(slope))
  def relu6(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.clamp(x, 0., 6.)
  def relu2(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    positive = torch.relu(x)
    return torch.mul(positive, positive)
  def gelu_10(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.clamp(torch.gelu(x), -10., 10.)
  def quick_gelu(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.mul(x, torch.sigmoid(torch.mul(x, 1.702)))
  def laplace(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    scaled = torch.div(torch.sub(x, 0.70710699999999999), 0.28209500000000001)
    return torch.mul(torch.add(torch.erf(torch.div(scaled, 1.4142135623730951)), 1.), 0.5)
  def prelu(self: __torch__.Ops,
    x: Tensor,
    slope: Tensor) -> Tensor:
    return torch.prelu(x, torch.to(slope, ops.prim.dtype(x)))
  def xielu(self: __torch__.Ops,
    x: Tensor,
    alpha_p: Tensor,
    alpha_n: Tensor,
    beta: Tensor,
    eps: Tensor) -> Tensor:
    dtype = ops.prim.dtype(x)
    above = torch.to(torch.softplus(alpha_p), dtype)
    below = torch.to(torch.add(beta, torch.softplus(alpha_n)), dtype)
    square = torch.mul(torch.mul(x, x), above)
    curve = torch.mul(torch.sub(torch.expm1(torch.minimum(x, torch.to(eps, dtype))), x), below)
    return torch.add(torch.where(torch.gt(x, 0), square, curve), torch.mul(x, torch.to(beta, dtype)))
  def clamp(self: __torch__.Ops,
    x: Tensor,
    least: Tensor,
    most: Tensor) -> Tensor:
    return torch.clamp(x, torch.item(least), torch.item(most))
  def erf(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.erf(x)
  def atan(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.atan(x)
  def exp(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.exp(x)
  def kronecker_sum(self: __torch__.Ops,
    a: Tensor,
    b: Tensor) -> Tensor:
    blocks = torch.einsum("nrs,npq->sqrp", [a, b])
    return torch.flatten(torch.flatten(blocks, 2, 3), 0, 1)
  def mixed(self: __torch__.Ops,
    x: Tensor,
    shift: int,
    mask: int) -> Tensor:
    return torch.bitwise_xor(x, torch.bitwise_and(torch.bitwise_right_shift(x, shift), mask))
  def lane(self: __torch__.Ops,
    bits: Tensor,
    shift: int,
    dropped: int) -> Tensor:
    return torch.ge(torch.bitwise_and(torch.bitwise_right_shift(bits, shift), 65535), dropped)
  def survivors(self: __torch__.Ops,
    like: Tensor,
    draw: Tensor) -> Tensor:
    key, start, size, dropped = annotate(List[int], (draw).tolist())
    before = torch.remainder(start, 4)
    word = torch.floordiv(start, 4)
    count = torch.floordiv(torch.add(torch.add(before, size), 3), 4)
    places = torch.arange(torch.add(word, 1), torch.add(torch.add(word, count), 1), dtype=4, device=ops.prim.device(like))
    state = torch.add(torch.mul(places, -7046029254386353131), key)
    first = torch.mul((self).mixed(state, 30, 17179869183, ), -4658895280553007687)
    second = torch.mul((self).mixed(first, 27, 137438953471, ), -7723592293110705685)
    bits = (self).mixed(second, 31, 8589934591, )
    lanes = torch.stack([(self).lane(bits, 0, dropped, ), (self).lane(bits, 16, dropped, ), (self).lane(bits, 32, dropped, ), (self).lane(bits, 48, dropped, )], 1)
    return torch.slice(torch.flatten(lanes), 0, before, torch.add(before, size))
  def cross_entropy(self: __torch__.Ops,
    logits: Tensor,
    target: Tensor,
    ignored: Tensor,
    smoothing: Tensor) -> Tensor:
    return torch.cross_entropy_loss(torch.to(logits, 6), target, None, 2, int(ignored), float(smoothing))
  def binary_cross_entropy(self: __torch__.Ops,
    logits: Tensor,
    target: Tensor) -> Tensor:
    return torch.binary_cross_entropy_with_logits(torch.to(logits, 6), target, None, None, 2)
  def squared_error(self: __torch__.Ops,
    predicted: Tensor,
    target: Tensor) -> Tensor:
    return torch.mse_loss(torch.to(predicted, 6), target, 2)
  def clip_gradients(self: __torch__.Ops,
    gradients: List[Tensor],
    most: Tensor) -> Tensor:
    norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients)))
    allowed = torch.full(annotate(List[int], []), float(most), dtype=7, device=ops.prim.device(norm))
    factor = torch.clamp(torch.div(allowed, torch.add(norm, 1.0e-06)), None, 1.0)
    torch._foreach_mul_(gradients, torch.to(factor, ops.prim.dtype(norm)))
    return norm
  def versions(self: __torch__.Ops,
    tensors: List[Tensor]) -> Tensor:
    versions = annotate(List[int], [])
    for i in range(torch.len(tensors)):
      _0 = torch.append(versions, torch._version(tensors[i]))
    return torch.tensor(versions)
  def inner(self: __torch__.Ops,
    values: List[Tensor],
    gradients: List[Tensor],
    start: Tensor) -> Tensor:
    sum = start
    for i in range(torch.len(values)):
      sum = torch.add(sum, torch.sum(torch.mul(values[i], torch.detach(gradients[i]))))
    return sum
  def clear(self: __torch__.Ops,
    tensors: List[Tensor]) -> Tensor:
    torch._foreach_zero_(tensors)
    return tensors[0]
  def follow(self: __torch__.Ops,
    values: List[Tensor],
    gradients: List[Tensor],
    means: List[Tensor],
    spreads: List[Tensor],
    of_means: Tensor,
    of_spreads: Tensor) -> Tensor:
    first = float(of_means)
    second = float(of_spreads)
    for i in range(torch.len(values)):
      now = torch.abs(torch.mul(values[i], gradients[i]))
      mean = torch.add(torch.mul(means[i], first), torch.mul(now, torch.sub(1., first)))
      away = torch.abs(torch.sub(now, mean))
      spread = torch.add(torch.mul(spreads[i], second), torch.mul(away, torch.sub(1., second)))
      _0 = torch.copy_(means[i], mean)
      _1 = torch.copy_(spreads[i], spread)
    return of_means
  def adamw(self: __torch__.Ops,
    values: List[Tensor],
    gradients: List[Tensor],
    first_moments: List[Tensor],
    second_moments: List[Tensor],
    steps: List[Tensor],
    rate: Tensor,
    decay: Tensor) -> Tensor:
    torch._foreach_add_(steps, 1)
    none = annotate(List[Tensor], [])
    torch._fused_adamw_(values, gradients, first_moments, second_moments, none, steps, lr=float(rate), beta1=0.9, beta2=0.999, weight_decay=float(decay), eps=1.0e-08, amsgrad=False, maximize=False)
    return rate
  def leaf(self: __torch__.Ops,
    x: Tensor) -> List[Tensor]:
    leaf = torch.requires_grad_(torch.detach(x), True)
    seen = torch.alias(leaf)
    torch.set_data(leaf, torch.expand(torch.new_empty(x, [1]), torch.size(x)))
    return [leaf, seen]
  def leaf_of(self: __torch__.Ops,
    x: Tensor) -> List[Tensor]:
    if ops.prim.requires_grad(x):
      made = (self).leaf(x, )
      root = torch.alias(x)
      torch.set_data(root, torch.expand(torch.new_empty(x, [1]), torch.size(x)))
      _0 = torch.append(made, root)
    else:
      made = [x]
    return made
  def detach(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return torch.detach(x)
  def add_in_place(self: __torch__.Ops,
    a: Tensor,
    b: Tensor) -> Tensor:
    return torch.add_(a, b)
  def drop(self: __torch__.Ops,
    x: Tensor,
    kept: Tensor,
    factor: Tensor) -> Tensor:
    return torch.mul_(torch.mul(x, kept), torch.item(factor))
