class Ops(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def forward(self: __torch__.Ops,
    x: Tensor) -> Tensor:
    return x
  def product(self: __torch__.Ops,
    x: Tensor,
    weight: Tensor,
    bias: Optional[Tensor]) -> Tensor:
    return ops.mkldnn._linear_pointwise(torch.detach(x), weight, bias, "none", annotate(List[Optional[number]], []), "")
  def knows(self: __torch__.Ops,
    x: Tensor) -> bool:
    return torch.__or__(torch.ne(ops.prim.dtype(x), 15), ops.mkldnn._is_mkldnn_bf16_supported())
  def recorded(self: __torch__.Ops,
    x: Tensor,
    weight: Tensor,
    bias: Optional[Tensor],
    learns: bool) -> List[Tensor]:
    plain = torch.__or__(torch.__and__(torch.is_grad_enabled(), learns), torch.__not__((self).knows(x, )))
    if plain:
      made = [torch.linear(x, weight, bias)]
    else:
      product = (self).product(x, weight, bias, )
      if torch.__and__(torch.is_grad_enabled(), ops.prim.requires_grad(x)):
        leaf = torch.requires_grad_(product, True)
        seen = torch.alias(leaf)
        torch.set_data(leaf, torch.expand(torch.new_empty(x, [1]), torch.size(product)))
        made = [leaf, seen]
      else:
        made = [product]
    return made
  def linear(self: __torch__.Ops,
    x: Tensor,
    weight: Tensor) -> List[Tensor]:
    return (self).recorded(x, torch.to(weight, ops.prim.dtype(x)), None, ops.prim.requires_grad(weight), )
  def linear_bias(self: __torch__.Ops,
    x: Tensor,
    weight: Tensor,
    bias: Tensor) -> List[Tensor]:
    dtype = ops.prim.dtype(x)
    learns = torch.__or__(ops.prim.requires_grad(weight), ops.prim.requires_grad(bias))
    return (self).recorded(x, torch.to(weight, dtype), torch.to(bias, dtype), learns, )
  def linear_backward(self: __torch__.Ops,
    gradient: Tensor,
    weight: Tensor) -> Tensor:
    return (self).product(gradient, torch.t(torch.to(weight, ops.prim.dtype(gradient))), None, )
  def frozen(self: __torch__.Ops,
    x: Tensor,
    weight: Tensor,
    bias: Optional[Tensor]) -> Tensor:
    if (self).knows(x, ):
      made = (self).product(x, weight, bias, )
    else:
      made = torch.linear(x, weight, bias)
    return made
  def add_low_rank(self: __torch__.Ops,
    product: Tensor,
    d: Tensor,
    a: Tensor,
    b: Tensor,
    scale: Tensor) -> List[Tensor]:
    dtype = ops.prim.dtype(product)
    narrow = torch.mul_(torch.linear(d, torch.to(a, dtype)), torch.item(scale))
    flat = torch.view(product, [-1, torch.size(b, 0)])
    _0 = torch.addmm_(flat, torch.reshape(narrow, [-1, torch.size(b, 1)]), torch.t(torch.to(b, dtype)))
    return [product, narrow]
  def low_rank(self: __torch__.Ops,
    x: Tensor,
    d: Tensor,
    weight: Tensor,
    a: Tensor,
    b: Tensor,
    scale: Tensor) -> List[Tensor]:
    product = (self).frozen(x, torch.to(weight, ops.prim.dtype(x)), None, )
    return (self).add_low_rank(product, d, a, b, scale, )
  def low_rank_bias(self: __torch__.Ops,
    x: Tensor,
    d: Tensor,
    weight: Tensor,
    bias: Tensor,
    a: Tensor,
    b: Tensor,
    scale: Tensor) -> List[Tensor]:
    dtype = ops.prim.dtype(x)
    product = (self).frozen(x, torch.to(weight, dtype), torch.to(bias, dtype), )
    return (self).add_low_rank(product, d, a, b, scale, )
  def low_rank_backward(self: __torch__.Ops,
    gradient: Tensor,
    d: Tensor,
    narrow: Tensor,
    a: Tensor,
    b: Tensor,
    scale: Tensor) -> List[Tensor]:
    dtype = ops.prim.dtype(gradient)
    flat = torch.reshape(gradient, [-1, torch.size(b, 0)])
    below = torch.mul_(torch.mm(flat, torch.to(b, dtype)), torch.item(scale))
    of_a = torch.mm(torch.t(below), torch.reshape(d, [-1, torch.size(a, 1)]))
    of_b = torch.mm(torch.t(flat), torch.reshape(narrow, [-1, torch.size(b, 1)]))
    return [torch.to(of_a, ops.prim.dtype(a)), torch.to(of_b, ops.prim.dtype(b)), below]
  def low_rank_below(self: __torch__.Ops,
    gradient: Tensor,
    weight: Tensor,
    below: Tensor,
    a: Tensor) -> Tensor:
    dtype = ops.prim.dtype(gradient)
    made = (self).frozen(gradient, torch.t(torch.to(weight, dtype)), None, )
    flat = torch.view(made, [-1, torch.size(a, 1)])
    _0 = torch.addmm_(flat, below, torch.to(a, dtype))
    return made
  def low_rank_dropped(self: __torch__.Ops,
    gradient: Tensor,
    weight: Tensor,
    below: Tensor,
    a: Tensor) -> List[Tensor]:
    dtype = ops.prim.dtype(gradient)
    made = (self).frozen(gradient, torch.t(torch.to(weight, dtype)), None, )
    dropped = torch.view(torch.mm(below, torch.to(a, dtype)), torch.size(made))
    return [made, dropped]
