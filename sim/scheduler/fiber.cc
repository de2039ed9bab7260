#include "sim/scheduler/fiber.h"

#include <cxxabi.h>

#include <boost/context/detail/fcontext.hpp>
#include <cstring>

#include "sim/base/sanitizer.h"
#include "sim/choice/internal_error.h"

namespace varve::sim {
namespace {

using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

// What travels with a jump: who left, to be given its suspended context by whoever arrives, and who
// arrives.
struct Passage {
  FiberContext* from;
  FiberContext* to;
};

}  // namespace

struct FiberTrampoline {
  // The first frame of every fiber.
  VARVE_SIM_NO_ADDRESS_SANITIZER static void Run(transfer_t transfer) noexcept {
    auto* const passage = static_cast<Passage*>(transfer.data);
    FiberContext& self = *passage->to;
    FiberContext::Arrive(*passage->from, transfer.fctx, self);
    self.entry_(self.argument_);
    InternalError("a fiber's entry returned");
  }
};

void FiberContext::Start(FiberStack stack, Entry entry, void* argument) {
  context_ = make_fcontext(stack.bottom + stack.size, stack.size, &FiberTrampoline::Run);
  entry_ = entry;
  argument_ = argument;
  exceptions_ = {};
  stack_bottom_ = stack.bottom;
  stack_size_ = stack.size;
  fake_stack_ = nullptr;
}

VARVE_SIM_NO_ADDRESS_SANITIZER
void FiberContext::Arrive(FiberContext& left, void* suspended, FiberContext& self) {
  const void* left_bottom = nullptr;
  size_t left_size = 0;
  FinishSwitch(self.fake_stack_, &left_bottom, &left_size);
  left.context_ = suspended;
  if (left.stack_bottom_ == nullptr) {
    left.stack_bottom_ = left_bottom;
    left.stack_size_ = left_size;
  }
}

VARVE_SIM_NO_ADDRESS_SANITIZER
void FiberContext::Jump(FiberContext& from, FiberContext& to, bool for_good) {
  static_assert(sizeof(ExceptionGlobals) == 16, "the size of __cxa_eh_globals");
  void* const globals = abi::__cxa_get_globals();
  std::memcpy(&from.exceptions_, globals, sizeof(ExceptionGlobals));
  std::memcpy(globals, &to.exceptions_, sizeof(ExceptionGlobals));
  Passage passage{&from, &to};
  StartSwitch(for_good ? nullptr : &from.fake_stack_, to.stack_bottom_, to.stack_size_);
  const transfer_t transfer = jump_fcontext(to.context_, &passage);
  Arrive(*static_cast<Passage*>(transfer.data)->from, transfer.fctx, from);
}

void FiberContext::Switch(FiberContext& from, FiberContext& to) {
  Jump(from, to, /*for_good=*/false);
}

void FiberContext::SwitchForGood(FiberContext& from, FiberContext& to) {
  Jump(from, to, /*for_good=*/true);
  InternalError("a fiber ran on after its end");
}

VARVE_SIM_NO_ADDRESS_SANITIZER
void FiberContext::Abandon() {
#ifdef VARVE_SIM_ADDRESS_SANITIZER
  if (fake_stack_ != nullptr) {
    // Only the stack in use can give up its fake stack, and only when left for good: pretend to go
    // there and back.
    void* here = nullptr;
    const void* bottom = nullptr;
    size_t size = 0;
    StartSwitch(&here, stack_bottom_, stack_size_);
    FinishSwitch(fake_stack_, &bottom, &size);
    StartSwitch(nullptr, bottom, size);
    FinishSwitch(here, nullptr, nullptr);
    fake_stack_ = nullptr;
  }
#endif
  context_ = nullptr;
}

}  // namespace varve::sim
