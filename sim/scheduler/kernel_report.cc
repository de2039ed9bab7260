// What the kernel knows of its fibers, and the values they keep.
#include <algorithm>
#include <string>

#include "sim/choice/internal_error.h"
#include "sim/scheduler/kernel.h"

namespace varve::sim {

FiberRecord* Kernel::Find(FiberId fiber) const {
  const auto place =
      std::lower_bound(fibers_.begin(), fibers_.end(), fiber,
                       [](const FiberRecord* other, FiberId id) { return other->id < id; });
  return place != fibers_.end() && (*place)->id == fiber ? *place : nullptr;
}

FiberRecord& Kernel::Current(const char* operation) const {
  if (current_ == nullptr) [[unlikely]] {
    InternalError(std::string(operation) + " outside all fibers");
  }
  return *current_;
}

std::string_view Kernel::CurrentPath() const {
  return current_ == nullptr ? "world" : std::string_view(current_->path);
}

std::string_view Kernel::Path(FiberId fiber) const {
  const FiberRecord* const target = Find(fiber);
  return target == nullptr ? std::string_view() : std::string_view(target->path);
}

std::vector<FiberId> Kernel::Fibers() const {
  std::vector<FiberId> ids;
  ids.reserve(fibers_.size());
  for (const FiberRecord* fiber : fibers_) ids.push_back(fiber->id);
  return ids;
}

std::string Kernel::Describe() const {
  std::string text;
  for (const FiberRecord* fiber : fibers_) {
    if (!text.empty()) text += "; ";
    text += fiber->path;
    if (fiber->frozen) text += " (frozen)";
    if (fiber->state == FiberState::kRunnable) {
      text += fiber == current_ ? " runs" : " can run";
      continue;
    }
    if (fiber->state == FiberState::kEnded) {
      text += " has ended";
      continue;
    }
    text += " waits for ";
    text += fiber->wait.kind;
    if (!fiber->wait.name.empty()) text.append(" ").append(fiber->wait.name);
    if (fiber->wait.holder != nullptr) {
      const std::string_view holder = Path(*fiber->wait.holder);
      if (!holder.empty()) text.append(" held by ").append(holder);
    }
    if (fiber->has_timer) text += " until " + std::to_string(fiber->deadline) + " ns";
  }
  return text;
}

void* Kernel::GetLocal(uint64_t key) const {
  for (const FiberRecord::Local& local : Current("TaskLocal::Get").locals) {
    if (local.key == key) return local.value;
  }
  return nullptr;
}

void Kernel::SetLocal(uint64_t key, void* value, void (*destroy)(void*)) {
  std::vector<FiberRecord::Local>& locals = Current("TaskLocal::Set").locals;
  for (FiberRecord::Local& local : locals) {
    if (local.key == key) {
      local.value = value;
      return;
    }
  }
  HeapScope world(nullptr);
  locals.push_back({key, value, destroy});
}

void Kernel::ForgetLocal(uint64_t key) {
  for (FiberRecord* fiber : fibers_) {
    std::erase_if(fiber->locals,
                  [key](const FiberRecord::Local& local) { return local.key == key; });
  }
}

void* Kernel::user() const { return Current("Kernel::user").user; }
void Kernel::set_user(void* user) { Current("Kernel::set_user").user = user; }

}  // namespace varve::sim
