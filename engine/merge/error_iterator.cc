#include "engine/merge/error_iterator.h"

#include <utility>

#include "engine/base/check.h"

namespace varve {
namespace {

class ErrorIterator final : public InternalIterator {
 public:
  explicit ErrorIterator(absl::Status error) : error_(std::move(error)) {}

  void SeekToFirst() override {}
  void SeekToLast() override {}
  void Seek(const InternalKey&) override {}
  void Next() override { VARVE_CHECK(false, "V3"); }
  void Prev() override { VARVE_CHECK(false, "V3"); }
  [[nodiscard]] absl::Status status() const override { return error_; }

 private:
  const absl::Status error_;
};

}  // namespace

std::unique_ptr<InternalIterator> NewErrorIterator(absl::Status error) {
  return std::make_unique<ErrorIterator>(std::move(error));
}

}  // namespace varve
