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
