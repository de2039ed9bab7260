#include "engine/posix/task_local.h"

#include <pthread.h>

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "engine/base/check.h"

namespace varve::posix {
namespace {

/// The values of a thread, by index; those behind the end are null. Lies in the heap, where the
/// registry can find it even if its thread could not be told that it ends.
struct Record {
  std::vector<void*> values;
};

/// Null before the thread's first value and behind its last. Without a destructor, so that it can
/// be used as long as the thread can run code; `EndThread` frees the record.
constinit thread_local Record* own_record = nullptr;

class Registry {
 public:
  /// The process's only one. It is never destroyed, since threads may end behind the end of `main`.
  static Registry& Instance() {
    static const auto registry = new Registry;
    return *registry;
  }

  size_t NewIndex(void (*destroy)(void*)) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (free_.empty()) {
      free_.push_back(destroys_.size());
      destroys_.push_back(nullptr);
    }
    const size_t index = free_.back();
    free_.pop_back();
    destroys_[index] = destroy;
    return index;
  }

  void GiveBack(size_t index) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (Record* record : records_) {
      if (index < record->values.size()) record->values[index] = nullptr;
    }
    destroys_[index] = nullptr;
    free_.push_back(index);
  }

  void Set(size_t index, void* value) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (own_record == nullptr) {
      own_record = new Record;
      records_.push_back(own_record);
      VARVE_CHECK(::pthread_setspecific(at_end_, own_record) == 0,
                  "the system has memory for the slot");
    }
    std::vector<void*>& values = own_record->values;
    if (index >= values.size()) values.resize(index + 1);
    values[index] = value;
  }

 private:
  Registry() {
    VARVE_CHECK(::pthread_key_create(&at_end_, &EndThread) == 0,
                "the process has a pthread key left");
  }

  static void EndThread(void* record) { Instance().Remove(static_cast<Record*>(record)); }

  /// Called by the record's thread, which has no values from the beginning of the call on.
  void Remove(Record* record) {
    own_record = nullptr;
    const std::lock_guard<std::mutex> lock(mutex_);
    records_.erase(std::find(records_.begin(), records_.end(), record));
    for (size_t index = 0; index < record->values.size(); ++index) {
      // An index that nobody holds has no values.
      void* const value = record->values[index];
      if (value != nullptr && destroys_[index] != nullptr) destroys_[index](value);
    }
    delete record;
  }

  pthread_key_t at_end_{};  // tells a thread with a record that it ends

  std::mutex mutex_;  // guards what follows, and all records but for their owners' reading
  std::vector<Record*> records_;
  std::vector<void (*)(void*)> destroys_;  // by index
  std::vector<size_t> free_;               // indices that nobody holds
};

}  // namespace

PosixTaskLocal::PosixTaskLocal(void (*destroy)(void*))
    : index_(Registry::Instance().NewIndex(destroy)) {}

PosixTaskLocal::~PosixTaskLocal() { Registry::Instance().GiveBack(index_); }

void* PosixTaskLocal::Get() const {
  const Record* const record = own_record;
  if (record == nullptr || index_ >= record->values.size()) return nullptr;
  return record->values[index_];
}

void PosixTaskLocal::Set(void* value) { Registry::Instance().Set(index_, value); }

}  // namespace varve::posix
