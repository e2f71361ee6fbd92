class Ops(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def forward(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return x
  def among(self: __torch__.Ops,
    x: Tensor,
    dimension: int,
    start: int,
    count: int) -> Tensor:
    if torch.eq(torch.size(x, dimension), 1):
      some = x
    else:
      some = torch.slice(x, dimension, start, torch.add(start, count))
    return some
  def block(self: __torch__.Ops,
    x: Tensor,
    row: int,
    rows: int,
    query: int,
    queries: int) -> Tensor:
    return (self).among((self).among(x, 0, row, rows, ), 2, query, queries, )
  def rows(self: __torch__.Ops,
    x: Tensor,
    row: int,
    rows: int) -> Tensor:
    return torch.slice(x, 0, row, torch.add(row, rows))
  def shared(self: __torch__.Ops,
    x: Tensor,
    heads: int) -> Tensor:
    times = torch.floordiv(heads, torch.size(x, 1))
    if torch.eq(times, 1):
      all = x
    else:
      all = torch.repeat_interleave(x, times, 1)
    return all
  def gathered(self: __torch__.Ops,
    x: Tensor,
    groups: int) -> Tensor:
    rows, heads, length, size = torch.size(x)
    if torch.eq(heads, groups):
      all = x
    else:
      all = torch.sum(torch.reshape(x, [rows, groups, torch.floordiv(heads, groups), length, size]), [2])
    return all
  def parts(self: __torch__.Ops,
    whole: int,
    part: int) -> int:
    return torch.floordiv(torch.sub(torch.add(whole, part), 1), part)
  def weights(self: __torch__.Ops,
    query: Tensor,
    keys: Tensor,
    mask: Tensor,
    bias: Tensor) -> Tensor:
    scores = torch.add_(torch.matmul(query, torch.transpose(keys, 2, 3)), mask)
    if torch.gt(torch.numel(bias), 0):
      _0 = torch.add_(scores, bias)
    else:
      pass
    return torch.softmax(scores, -1)
  def over_scores(self: __torch__.Ops,
    mask: Tensor,
    query: Tensor,
    key: Tensor) -> Tensor:
    return torch.expand(mask, [torch.size(query, 0), torch.size(query, 1), torch.size(query, 2), torch.size(key, 2)])
  def attend_fused(self: __torch__.Ops,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Tensor,
    numbers: Tensor) -> List[Tensor]:
    scale = annotate(List[float], (numbers).tolist())[0]
    batch, heads, length, size = torch.size(query)
    keys = (self).shared(key, heads, )
    values = (self).shared(value, heads, )
    by_head, sums = torch._scaled_dot_product_flash_attention_for_cpu(query, keys, values, 0., False, attn_mask=(self).over_scores(mask, query, keys, ), scale=scale)
    return [torch.reshape(torch.transpose(by_head, 1, 2), [batch, length, torch.mul(heads, size)]), by_head, sums]
  def attend_fused_backward(self: __torch__.Ops,
    gradient: Tensor,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Tensor,
    by_head: Tensor,
    sums: Tensor,
    numbers: Tensor) -> List[Tensor]:
    scale = annotate(List[float], (numbers).tolist())[0]
    batch, heads, length, size = torch.size(query)
    groups = torch.size(key, 1)
    keys = (self).shared(key, heads, )
    values = (self).shared(value, heads, )
    wanted = torch.transpose(torch.reshape(gradient, [batch, length, heads, size]), 1, 2)
    of_query, of_key, of_value = torch._scaled_dot_product_flash_attention_for_cpu_backward(wanted, query, keys, values, by_head, sums, 0., False, attn_mask=(self).over_scores(mask, query, keys, ), scale=scale)
    return [of_query, (self).gathered(of_key, groups, ), (self).gathered(of_value, groups, )]
  def attend(self: __torch__.Ops,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Tensor,
    bias: Tensor,
    kept: Tensor,
    numbers: Tensor) -> Tensor:
    scale, factor, rows_at_once, queries_at_once, _8, _9 = annotate(List[float], (numbers).tolist())
    rows = int(rows_at_once)
    queries = int(queries_at_once)
    batch, heads, length, size = torch.size(query)
    context = torch.new_empty(query, [batch, length, heads, size])
    by_head = torch.transpose(context, 1, 2)
    drops = torch.gt(torch.numel(kept), 0)
    for i in range((self).parts(batch, rows, )):
      row = torch.mul(i, rows)
      keys = (self).shared((self).rows(key, row, rows, ), heads, )
      values = (self).shared((self).rows(value, row, rows, ), heads, )
      for j in range((self).parts(length, queries, )):
        at = torch.mul(j, queries)
        asked = torch.mul((self).block(query, row, rows, at, queries, ), scale)
        weights = (self).weights(asked, keys, (self).block(mask, row, rows, at, queries, ), (self).block(bias, row, rows, at, queries, ), )
        if drops:
          _0 = torch.mul_(weights, (self).block(kept, row, rows, at, queries, ))
        else:
          pass
        _1 = torch.copy_((self).block(by_head, row, rows, at, queries, ), torch.matmul(weights, values))
    if torch.ne(factor, 1.):
      _2 = torch.mul_(context, factor)
    else:
      pass
    return torch.reshape(context, [batch, length, torch.mul(heads, size)])
  def attend_backward(self: __torch__.Ops,
    gradient: Tensor,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Tensor,
    bias: Tensor,
    kept: Tensor,
    numbers: Tensor) -> List[Tensor]:
    scale, factor, rows_at_once, queries_at_once, bias_learns, is_blind = annotate(List[float], (numbers).tolist())
    rows = int(rows_at_once)
    queries = int(queries_at_once)
    batch, heads, length, size = torch.size(query)
    groups = torch.size(key, 1)
    seen = torch.size(key, 2)
    of_query = torch.transpose(torch.new_empty(query, [batch, length, heads, size]), 1, 2)
    of_key = torch.transpose(torch.new_zeros(key, [batch, seen, groups, size]), 1, 2)
    of_value = torch.transpose(torch.new_zeros(key, [batch, seen, groups, size]), 1, 2)
    if torch.eq(bias_learns, 1.):
      of_bias = torch.new_empty(bias, torch.size(bias))
    else:
      of_bias = torch.new_empty(bias, [0])
    drops = torch.gt(torch.numel(kept), 0)
    wanted = torch.transpose(torch.reshape(gradient, [batch, length, heads, size]), 1, 2)
    for i in range((self).parts(batch, rows, )):
      row = torch.mul(i, rows)
      keys = (self).shared((self).rows(key, row, rows, ), heads, )
      values = (self).shared((self).rows(value, row, rows, ), heads, )
      key_row = (self).rows(of_key, row, rows, )
      value_row = (self).rows(of_value, row, rows, )
      for j in range((self).parts(length, queries, )):
        at = torch.mul(j, queries)
        asked = torch.mul((self).block(query, row, rows, at, queries, ), scale)
        weights = (self).weights(asked, keys, (self).block(mask, row, rows, at, queries, ), (self).block(bias, row, rows, at, queries, ), )
        given = torch.mul((self).block(wanted, row, rows, at, queries, ), factor)
        of_weights = torch.matmul(given, torch.transpose(values, 2, 3))
        if drops:
          some = (self).block(kept, row, rows, at, queries, )
          _0 = torch.mul_(of_weights, some)
          used = torch.mul(weights, some)
        else:
          used = weights
        _1 = torch.add_(value_row, (self).gathered(torch.matmul(torch.transpose(used, 2, 3), given), groups, ))
        change = torch._softmax_backward_data(of_weights, weights, -1, ops.prim.dtype(weights))
        if torch.eq(is_blind, 1.):
          hidden = torch.lt((self).block(mask, row, rows, at, queries, ), -1.0e+38)
          _5 = torch.masked_fill_(change, hidden, 0)
        else:
          pass
        _2 = torch.copy_((self).block(of_query, row, rows, at, queries, ), torch.mul(torch.matmul(change, keys), scale))
        _3 = torch.add_(key_row, (self).gathered(torch.matmul(torch.transpose(change, 2, 3), asked), groups, ))
        if torch.eq(bias_learns, 1.):
          _4 = torch.copy_((self).block(of_bias, row, rows, at, queries, ), change)
        else:
          pass
    return [of_query, of_key, of_value, of_bias]
