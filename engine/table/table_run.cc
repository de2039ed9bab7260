#include "engine/table/table_run.h"

#include <utility>

#include "engine/table/key_word.h"

namespace varve {

TableRun::TableRun(std::vector<const Table*> tables) : tables_(std::move(tables)) {
  if (tables_.empty()) return;
  common_bytes_ =
      CommonPrefix(tables_.front()->shape().smallest_key, tables_.back()->shape().largest_key);
  for (const Table* table : tables_) {
    largest_words_.push_back(WordBehind(table->shape().largest_key, common_bytes_));
    smallest_words_.push_back(WordBehind(table->shape().smallest_key, common_bytes_));
  }
}

size_t TableRun::FirstReaching(std::string_view user_key) const {
  if (tables_.empty()) return 0;
  if (const int order = ComparePrefix(user_key, common()); order != 0) {
    return order < 0 ? 0 : size();
  }
  const uint64_t word = WordBehind(user_key, common_bytes_);
  size_t low = LowerBoundOfWords(largest_words_.data(), size(), word);
  size_t high = low;
  while (high < size() && largest_words_[high] == word) ++high;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (tables_[middle]->shape().largest_key < user_key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

const Table* TableRun::Covering(std::string_view user_key) const {
  // What lies between two keys begins with what they have in common.
  if (tables_.empty() || ComparePrefix(user_key, common()) != 0) return nullptr;
  const size_t at = FirstReaching(user_key);
  if (at == size()) return nullptr;
  const Table* const table = tables_[at];
  if (WordBehind(user_key, common_bytes_) > smallest_words_[at]) return table;
  return table->shape().smallest_key <= user_key ? table : nullptr;
}

}  // namespace varve
