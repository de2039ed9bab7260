#include "sim/scheduler/kernel.h"

#include <algorithm>
#include <new>
#include <utility>

#include "sim/choice/internal_error.h"

namespace varve::sim {
namespace {

constexpr std::string_view kWorldPath = "world";
constexpr int kMaxLocalDestructions = 10000;

// `name`, or `name#2`, `name#3`, ... at its second, third, ... use.
std::string UniqueName(FiberRecord::NameCounts& counts, std::string_view name) {
  const auto known = std::find_if(counts.begin(), counts.end(),
                                  [name](const auto& count) { return count.first == name; });
  if (known == counts.end()) {
    counts.emplace_back(name, 1);
    return std::string(name);
  }
  return std::string(name) + "#" + std::to_string(++known->second);
}

}  // namespace

Kernel::Kernel(Choices& choices, Strategy& strategy, const KernelOptions& options)
    : choices_(choices), strategy_(strategy), options_(options) {}

Kernel::~Kernel() { AbandonAll(); }

// ---- Runs ----

KernelResult Kernel::Run(std::string_view name, std::function<void()> main_body) {
  if (in_fiber()) InternalError("Kernel::Run within a fiber");
  if (!fibers_.empty()) InternalError("Kernel::Run before AbandonAll");
  LifetimeHeap* const heap = LifetimeHeap::current();
  HeapScope world(nullptr);
  result_ = {};
  LimitSteps(options_.max_steps);
  main_ = NewFiber(UniqueName(root_names_, name), heap, std::move(main_body));
  current_ = main_;
  choices_.SetFiber(main_->path);
  FiberContext::Switch(caller_, main_->context);
  // Whoever left had its own heap current.
  LifetimeHeap::SetCurrent(nullptr);
  choices_.SetFiber(kWorldPath);
  return std::exchange(result_, {});
}

void Kernel::Leave(Outcome outcome, std::string_view rule, std::string message) {
  result_.outcome = outcome;
  result_.rule = rule;
  result_.message = std::move(message);
  FiberRecord* const self = std::exchange(current_, nullptr);
  FiberContext::Switch(self->context, caller_);
  InternalError("an abandoned fiber ran on");
}

void Kernel::AbandonAll() {
  if (in_fiber()) InternalError("Kernel::AbandonAll within a fiber");
  HeapScope world(nullptr);
  timers_.Clear();
  runnable_.clear();
  while (!fibers_.empty()) {
    FiberRecord* const fiber = fibers_.back();
    fiber->context.Abandon();
    if (fiber->has_body && fiber->heap == nullptr) std::destroy_at(&fiber->body());
    Reap(fiber);
  }
  main_ = nullptr;
}

void Kernel::Stop() {
  Current("Stop");
  HeapScope world(nullptr);
  Leave(Outcome::kStopped, {}, {});
}

void Kernel::Fail(std::string_view rule, std::initializer_list<std::string_view> message) {
  Current("Fail");
  HeapScope world(nullptr);
  std::string text;
  for (std::string_view part : message) text += part;
  Leave(Outcome::kFailed, rule, std::move(text));
}

// ---- Fibers ----

FiberId Kernel::Spawn(std::string_view name, std::function<void()> body) {
  FiberRecord& parent = Current("Spawn");
  LifetimeHeap* const heap = LifetimeHeap::current();
  HeapScope world(nullptr);
  std::string path = parent.path + "/" + UniqueName(parent.child_names, name);
  return NewFiber(std::move(path), heap, std::move(body))->id;
}

FiberRecord* Kernel::NewFiber(std::string path, LifetimeHeap* heap, std::function<void()> body) {
  if (idle_records_.empty()) {
    records_.push_back(std::make_unique<FiberRecord>());
    idle_records_.push_back(records_.back().get());
  }
  FiberRecord* const fiber = idle_records_.back();
  idle_records_.pop_back();
  fiber->id = next_id_++;
  fiber->path = std::move(path);
  fiber->heap = heap;
  new (fiber->body_storage) std::function<void()>(std::move(body));
  fiber->has_body = true;
  fiber->stack = stacks_.Acquire();
  fiber->context.Start(fiber->stack, &Kernel::FiberMain, this);
  fibers_.push_back(fiber);
  runnable_.push_back(fiber);  // the newest fiber comes last in order of spawn
  ++stats_.spawned;
  return fiber;
}

void Kernel::FiberMain(void* kernel) {
  Kernel& self = *static_cast<Kernel*>(kernel);
  self.RunBody(*self.current_);
  self.FinishCurrent();
}

void Kernel::RunBody(FiberRecord& self) {
  HeapScope creator(self.heap);
  self.body()();
  // Destroying the body may run any code, which may be descheduled or crash.
  self.has_body = false;
  std::destroy_at(&self.body());
  // A destructor may set values anew, as with POSIX threads, but not for ever.
  for (int left = kMaxLocalDestructions; left > 0 && !self.locals.empty(); --left) {
    const FiberRecord::Local local = self.locals.back();
    self.locals.pop_back();
    if (local.value != nullptr && local.destroy != nullptr) local.destroy(local.value);
  }
}

void Kernel::FinishCurrent() {
  HeapScope world(nullptr);
  FiberRecord* const self = current_;
  RemoveRunnable(self);
  for (FiberId joiner : self->joiners) Wake(joiner);
  FiberContext* target = &caller_;
  if (self == main_) {
    result_.outcome = Outcome::kFinished;
    main_ = nullptr;
    current_ = nullptr;
  } else {
    self->state = FiberState::kEnded;
    FiberRecord* const next = DecideNext(/*spin=*/false);
    ++stats_.switches;
    current_ = next;
    choices_.SetFiber(next->path);
    target = &next->context;
  }
  // From here on the stack and the record are nobody's, but nothing takes them before the jump.
  Reap(self);
  FiberContext::SwitchForGood(self->context, *target);
}

void Kernel::Reap(FiberRecord* fiber) {
  stacks_.Release(fiber->stack);
  fiber->id = kNoFiber;
  fiber->path.clear();
  fiber->child_names.clear();
  fiber->state = FiberState::kRunnable;
  fiber->frozen = false;
  fiber->has_timer = false;
  fiber->wait = {};
  fiber->has_body = false;
  fiber->joiners.clear();
  fiber->locals.clear();
  fiber->user = nullptr;
  fibers_.erase(std::find(fibers_.begin(), fibers_.end(), fiber));
  idle_records_.push_back(fiber);
}

void Kernel::Join(FiberId fiber) {
  FiberRecord& self = Current("Join");
  FiberRecord* const target = Find(fiber);
  if (target == &self) Fail("L1", {"task ", self.path, " joins itself"});
  if (target == nullptr) return;
  {
    HeapScope world(nullptr);
    target->joiners.push_back(self.id);
  }
  Block({.kind = "the end of task", .name = target->path});
}

// ---- Scheduling ----

void Kernel::Reschedule(bool spin) {
  FiberRecord& self = Current("a scheduling point");
  HeapScope world(nullptr);
  FiberRecord* const next = DecideNext(spin);
  if (next == &self) return;
  if (!spin && self.state == FiberState::kRunnable && !self.frozen) ++stats_.preemptions;
  SwitchTo(next);
}

void Kernel::SwitchTo(FiberRecord* next) {
  FiberRecord* const self = current_;
  ++stats_.switches;
  current_ = next;
  choices_.SetFiber(next->path);
  FiberContext::Switch(self->context, next->context);
}

FiberRecord* Kernel::DecideNext(bool spin) {
  ++stats_.decisions;
  now_nanos_ += options_.decision_cost_nanos;
  if (timers_.next() <= now_nanos_) FireTimers();
  if (stats_.decisions > step_limit_) [[unlikely]] {
    Leave(Outcome::kStepLimit, "L1", "no progress within the limit of steps: " + Describe());
  }
  while (runnable_.empty()) WaitForTimer();
  size_t place = 0;
  while (place < runnable_.size() && runnable_[place] != current_) ++place;
  if (place == runnable_.size()) place = Candidates::kAbsent;
  const Candidates candidates(runnable_, place, spin);
  uint32_t pick = 0;
  if (candidates.size() > 1) {
    ++stats_.choices;
    pick = strategy_.Pick(candidates);
  }
  pick = choices_.Decide("sched", candidates.size(), pick);
  if (pick >= candidates.size()) InternalError("a scheduling choice out of range");
  return candidates.record(pick);
}

void Kernel::WaitForTimer() {
  if (timers_.next() == TimerQueue::kNever) {
    Leave(Outcome::kDeadlock, "L1", "deadlock: " + Describe());
  }
  now_nanos_ = std::max(now_nanos_, timers_.next());
  FireTimers();
}

void Kernel::FireTimers() {
  while (timers_.next() <= now_nanos_) {
    FiberRecord* const fiber = timers_.Pop();
    fiber->has_timer = false;
    MakeRunnable(fiber);
  }
}

void Kernel::Block(const WaitReason& wait) {
  FiberRecord& self = Current("Block");
  self.state = FiberState::kBlocked;
  self.wait = wait;
  RemoveRunnable(&self);
  Reschedule(/*spin=*/false);
}

bool Kernel::BlockUntil(const WaitReason& wait, Instant deadline) {
  FiberRecord& self = Current("BlockUntil");
  if (deadline.nanos == TimerQueue::kNever) {
    Block(wait);
    return true;
  }
  self.has_timer = true;
  self.deadline = deadline.nanos;
  self.woken = false;
  {
    HeapScope world(nullptr);
    timers_.Add(deadline.nanos, &self);
  }
  Block(wait);
  return self.woken;
}

void Kernel::SleepUntil(Instant deadline) {
  if (deadline <= now()) {
    SchedulingPoint();
    return;
  }
  BlockUntil({.kind = "sleep"}, deadline);
}

void Kernel::Wake(FiberId fiber) {
  FiberRecord* const target = Find(fiber);
  if (target == nullptr || target->state == FiberState::kRunnable) return;
  HeapScope world(nullptr);
  target->woken = true;
  if (target->has_timer) {
    timers_.Remove(target);
    target->has_timer = false;
  }
  MakeRunnable(target);
}

void Kernel::MakeRunnable(FiberRecord* fiber) {
  fiber->state = FiberState::kRunnable;
  fiber->wait = {};
  if (fiber->frozen) return;
  const auto place =
      std::lower_bound(runnable_.begin(), runnable_.end(), fiber->id,
                       [](const FiberRecord* other, FiberId id) { return other->id < id; });
  runnable_.insert(place, fiber);
}

void Kernel::RemoveRunnable(const FiberRecord* fiber) {
  const auto place = std::find(runnable_.begin(), runnable_.end(), fiber);
  if (place != runnable_.end()) runnable_.erase(place);
}

void Kernel::Freeze(FiberId fiber) {
  FiberRecord* const target = Find(fiber);
  if (target == nullptr || target->frozen) return;
  target->frozen = true;
  RemoveRunnable(target);
}

void Kernel::Thaw(FiberId fiber) {
  FiberRecord* const target = Find(fiber);
  if (target == nullptr || !target->frozen) return;
  HeapScope world(nullptr);
  target->frozen = false;
  if (target->state == FiberState::kRunnable) MakeRunnable(target);
}

}  // namespace varve::sim
