// The natives of ai.djl.pytorch.jni.PyTorchLibrary that bench/gpu-check calls, for a libtorch of any version. DJL's own
// are made for libtorch 2.7.1 alone, and fail or corrupt memory with another one. Compiled by bench/gpu-check/run on the
// machine that has such a libtorch; no part of the service.
#include <jni.h>
#include <torch/script.h>
#include <torch/csrc/autograd/grad_mode.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#ifdef USE_CUDA
#include <c10/cuda/CUDACachingAllocator.h>
#endif
#include <sstream>
#include <stdexcept>
#include <vector>

namespace {
using at::Tensor;
using torch::jit::IValue;
using torch::jit::Module;

constexpr at::ScalarType kTypes[] = {at::kFloat, at::kDouble, at::kHalf, at::kByte, at::kInt,
                                     at::kChar,  at::kLong,   at::kBool, at::kComplexFloat};
constexpr jint kUnknown = 9;

Tensor& tensor(jlong handle) { return *reinterpret_cast<Tensor*>(handle); }
jlong give(Tensor value) { return reinterpret_cast<jlong>(new Tensor(std::move(value))); }
IValue& value(jlong handle) { return *reinterpret_cast<IValue*>(handle); }
jlong give(IValue v) { return reinterpret_cast<jlong>(new IValue(std::move(v))); }

at::ScalarType type(jint dtype) {
  if (dtype < 0 || dtype >= kUnknown) throw std::invalid_argument("no such element type here");
  return kTypes[dtype];
}

std::vector<int64_t> longs(JNIEnv* env, jlongArray array) {
  std::vector<int64_t> out(env->GetArrayLength(array));
  env->GetLongArrayRegion(array, 0, out.size(), reinterpret_cast<jlong*>(out.data()));
  return out;
}

std::string text(JNIEnv* env, jstring s) {
  const char* chars = env->GetStringUTFChars(s, nullptr);
  std::string out(chars);
  env->ReleaseStringUTFChars(s, chars);
  return out;
}

c10::Device device(JNIEnv* env, jintArray pair) {
  jint d[2];
  env->GetIntArrayRegion(pair, 0, 2, d);
  auto kind = static_cast<c10::DeviceType>(d[0]);
  return kind == c10::DeviceType::CPU ? c10::Device(kind)
                                      : c10::Device(kind, static_cast<c10::DeviceIndex>(d[1]));
}

at::TensorOptions options(JNIEnv* env, jint dtype, jintArray where, jboolean grad) {
  return at::TensorOptions().dtype(type(dtype)).device(device(env, where)).requires_grad(grad);
}

void fail(JNIEnv* env, const char* message) {
  env->ThrowNew(env->FindClass("ai/djl/engine/EngineException"), message);
}

template <class F>
auto guarded(JNIEnv* env, F body) -> decltype(body()) {
  try {
    return body();
  } catch (const c10::Error& e) {
    fail(env, e.what_without_backtrace());
  } catch (const std::exception& e) {
    fail(env, e.what());
  }
  return decltype(body())();
}
}  // namespace

#define NATIVE(result, name, ...)                                              \
  extern "C" JNIEXPORT result JNICALL Java_ai_djl_pytorch_jni_PyTorchLibrary_##name( \
      JNIEnv* env, jobject, ##__VA_ARGS__)
#define BODY(...) { return guarded(env, [&]() { __VA_ARGS__ }); }
#define UNARY(name, expression) NATIVE(jlong, name, jlong x) BODY(Tensor& a = tensor(x); return give(expression);)
#define BINARY(name, expression) \
  NATIVE(jlong, name, jlong x, jlong y) BODY(Tensor& a = tensor(x); Tensor& b = tensor(y); return give(expression);)

NATIVE(jboolean, torchIsGradMode) BODY(return static_cast<jboolean>(c10::GradMode::is_enabled());)
NATIVE(void, torchSetGradMode, jboolean on) BODY(c10::GradMode::set_enabled(on);)
NATIVE(jint, torchGetNumInteropThreads) BODY(return static_cast<jint>(at::get_num_interop_threads());)
NATIVE(jint, torchGetNumThreads) BODY(return static_cast<jint>(at::get_num_threads());)
NATIVE(void, torchSetNumThreads, jint n) BODY(at::set_num_threads(n);)
NATIVE(void, torchSetNumInteropThreads, jint n) BODY(at::set_num_interop_threads(n);)
NATIVE(void, setGraphExecutorOptimize, jboolean on) BODY(torch::jit::setGraphExecutorOptimize(on);)

NATIVE(void, torchShowConfig, jobject set) BODY(
  jmethodID add = env->GetMethodID(env->GetObjectClass(set), "add", "(Ljava/lang/Object;)Z");
  auto tell = [&](bool has, const char* name) {
    if (has) env->CallBooleanMethod(set, add, env->NewStringUTF(name));
  };
  tell(at::hasCUDA(), "CUDA"); tell(at::hasMKL(), "MKL"); tell(at::hasMKLDNN(), "MKLDNN");
  tell(at::hasOpenMP(), "OPENMP");)

NATIVE(void, torchCudaEmptyCache) BODY(
#ifdef USE_CUDA
  if (at::hasCUDA()) c10::cuda::CUDACachingAllocator::emptyCache();
#endif
)

NATIVE(jlongArray, torchSizes, jlong x) BODY(
  auto sizes = tensor(x).sizes();
  jlongArray out = env->NewLongArray(sizes.size());
  env->SetLongArrayRegion(out, 0, sizes.size(), reinterpret_cast<const jlong*>(sizes.data()));
  return out;)

NATIVE(jint, torchDType, jlong x) BODY(
  for (jint i = 0; i < kUnknown; i++) if (kTypes[i] == tensor(x).scalar_type()) return i;
  return kUnknown;)

NATIVE(jintArray, torchDevice, jlong x) BODY(
  auto d = tensor(x).device();
  jint pair[] = {static_cast<jint>(d.type()), d.index()};
  jintArray out = env->NewIntArray(2);
  env->SetIntArrayRegion(out, 0, 2, pair);
  return out;)

NATIVE(jint, torchLayout, jlong x) BODY(
  if (tensor(x).layout() != at::kStrided) throw std::invalid_argument("only dense tensors");
  return jint{0};)
NATIVE(jboolean, torchIsContiguous, jlong x) BODY(return static_cast<jboolean>(tensor(x).is_contiguous());)
UNARY(torchToContiguous, a.contiguous())

NATIVE(jlong, torchTo, jlong x, jint dtype, jintArray where) BODY(
  at::NoGradGuard off;
  return give(tensor(x).to(device(env, where), type(dtype)));)

NATIVE(jlong, torchFromBlob, jobject buffer, jlongArray shape, jint dtype, jint, jintArray where, jboolean grad) BODY(
  Tensor view = at::from_blob(env->GetDirectBufferAddress(buffer), longs(env, shape), type(dtype));
  auto place = device(env, where);
  if (!place.is_cpu()) view = view.to(place);
  if (grad) view.requires_grad_(true);
  return give(view);)

NATIVE(jobject, torchDirectByteBuffer, jlong x) BODY(
  return env->NewDirectByteBuffer(tensor(x).data_ptr(), tensor(x).nbytes());)
NATIVE(jbyteArray, torchDataPtr, jlong x) BODY(
  Tensor host = tensor(x).detach().to(at::kCPU).contiguous();
  jbyteArray out = env->NewByteArray(host.nbytes());
  env->SetByteArrayRegion(out, 0, host.nbytes(), reinterpret_cast<const jbyte*>(host.data_ptr()));
  return out;)

NATIVE(jlong, torchEmpty, jlongArray s, jint t, jint, jintArray d, jboolean g) BODY(return give(torch::empty(longs(env, s), options(env, t, d, g)));)
NATIVE(jlong, torchZeros, jlongArray s, jint t, jint, jintArray d, jboolean g) BODY(return give(torch::zeros(longs(env, s), options(env, t, d, g)));)
NATIVE(jlong, torchOnes, jlongArray s, jint t, jint, jintArray d, jboolean g) BODY(return give(torch::ones(longs(env, s), options(env, t, d, g)));)
NATIVE(jlong, torchArange, jfloat a, jfloat b, jfloat c, jint t, jint, jintArray d, jboolean g) BODY(return give(torch::arange(a, b, c, options(env, t, d, g)));)

UNARY(tensorClone, (a.clone()))
UNARY(torchDetachGrad, a.detach())
BINARY(torchAdd, a.add(b))
BINARY(torchSub, a.sub(b))
BINARY(torchMul, a.mul(b))
BINARY(torchTrueDivide, a.true_divide(b))
BINARY(torchEq, a.eq(b))
BINARY(torchNeq, a.ne(b))
BINARY(torchGt, a.gt(b))
BINARY(torchGte, a.ge(b))
BINARY(torchLt, a.lt(b))
BINARY(torchLte, a.le(b))
BINARY(torchLogicalAnd, a.logical_and(b))
NATIVE(void, torchAddi, jlong x, jlong y) BODY(tensor(x).add_(tensor(y));)
NATIVE(void, torchSubi, jlong x, jlong y) BODY(tensor(x).sub_(tensor(y));)
NATIVE(jlong, torchCumSum, jlong x, jlong dim) BODY(return give(tensor(x).cumsum(dim));)
NATIVE(jlong, torchMax__J, jlong x) BODY(return give(tensor(x).max());)
NATIVE(jlong, torchMax__JJZ, jlong x, jlong dim, jboolean keep) BODY(return give(std::get<0>(tensor(x).max(dim, keep)));)
NATIVE(jlong, torchReshape, jlong x, jlongArray s) BODY(return give(tensor(x).reshape(longs(env, s)));)
NATIVE(jlong, torchExpand, jlong x, jlongArray s) BODY(return give(tensor(x).expand(longs(env, s)));)
NATIVE(jlong, torchPermute, jlong x, jlongArray s) BODY(return give(tensor(x).permute(longs(env, s)));)
NATIVE(jlong, torchTranspose, jlong x, jlong i, jlong j) BODY(return give(tensor(x).transpose(i, j));)
NATIVE(jlong, torchFlatten, jlong x, jlong i, jlong j) BODY(return give(tensor(x).flatten(i, j));)
NATIVE(jlong, torchUnsqueeze, jlong x, jlong i) BODY(return give(tensor(x).unsqueeze(i));)
NATIVE(jlong, torchStack, jlongArray xs, jlong dim) BODY(
  std::vector<Tensor> all;
  for (auto h : longs(env, xs)) all.push_back(tensor(h));
  return give(at::stack(all, dim));)

NATIVE(jboolean, torchRequiresGrad, jlong x) BODY(return static_cast<jboolean>(tensor(x).requires_grad());)
NATIVE(void, torchAttachGrad, jlong x, jboolean on) BODY(tensor(x).requires_grad_(on);)
NATIVE(jlong, torchGrad, jlong x) BODY(
  Tensor g = tensor(x).grad();
  return g.defined() ? give(g) : jlong{0};)
NATIVE(void, zeroGrad, jlong x) BODY(tensor(x).mutable_grad().zero_();)
NATIVE(void, torchBackward, jlong x, jlong g, jboolean keep, jboolean create) BODY(
  tensor(x).backward(tensor(g), static_cast<bool>(keep), create);)

NATIVE(jlong, moduleLoad__Ljava_io_InputStream_2_3IZ_3BJ, jobject in, jintArray, jboolean, jbyteArray buffer, jlong) BODY(
  jmethodID read = env->GetMethodID(env->GetObjectClass(in), "read", "([B)I");
  std::string bytes;
  for (jint n; (n = env->CallIntMethod(in, read, buffer)) > 0;) {
    size_t at = bytes.size();
    bytes.resize(at + n);
    env->GetByteArrayRegion(buffer, 0, n, reinterpret_cast<jbyte*>(&bytes[at]));
  }
  std::istringstream stream(bytes);
  return reinterpret_cast<jlong>(new Module(torch::jit::load(stream)));)

NATIVE(jlong, moduleRunMethod, jlong m, jstring name, jlongArray arguments, jboolean train, jboolean) BODY(
  std::vector<IValue> stack;
  for (auto h : longs(env, arguments)) stack.push_back(value(h));
  at::AutoGradMode mode(train && c10::GradMode::is_enabled());
  return give(reinterpret_cast<Module*>(m)->get_method(text(env, name))(std::move(stack)));)

NATIVE(jlong, iValueFromTensor, jlong x) BODY(return give(IValue(tensor(x)));)
NATIVE(jlong, iValueFromTensorList, jlongArray xs) BODY(
  std::vector<Tensor> all;
  for (auto h : longs(env, xs)) all.push_back(tensor(h));
  return give(IValue(all));)
NATIVE(jboolean, iValueIsTensor, jlong v) BODY(return static_cast<jboolean>(value(v).isTensor());)
NATIVE(jlong, iValueToTensor, jlong v) BODY(return give(value(v).toTensor());)

NATIVE(void, torchDeleteTensor, jlong x) BODY(delete &tensor(x);)
NATIVE(void, torchDeleteModule, jlong x) BODY(delete reinterpret_cast<Module*>(x);)
NATIVE(void, torchDeleteIValue, jlong x) BODY(delete &value(x);)
