#include "tests/bench/tree_options.h"

#include <charconv>

namespace varve::bench {
namespace {

absl::Status Bad(std::string_view what, std::string_view why) {
  return absl::InvalidArgumentError(std::string(what) + ": " + std::string(why));
}

absl::Status ParseBytes(std::string_view flag, std::string_view text, size_t* out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *out);
  if (error != std::errc() || end != text.data() + text.size() || *out == 0) {
    return Bad(flag, "'" + std::string(text) + "' is not a positive number of bytes");
  }
  return absl::OkStatus();
}

absl::Status ParseDurability(std::string_view text, Durability* out) {
  if (text == "none") {
    *out = Durability::kNone;
  } else if (text == "buffered") {
    *out = Durability::kBuffered;
  } else if (text == "sync") {
    *out = Durability::kSync;
  } else {
    return Bad("--durability", "'" + std::string(text) + "' is not none, buffered or sync");
  }
  return absl::OkStatus();
}

absl::Status SetFlag(std::string_view flag, std::string_view value, TreeOptions* options) {
  if (flag == "--db") {
    options->db = value;
  } else if (flag == "--progress") {
    options->progress = value;
  } else if (flag == "--durability") {
    return ParseDurability(value, &options->durability);
  } else if (flag == "--batch-bytes") {
    return ParseBytes(flag, value, &options->batch_bytes);
  } else if (flag == "--memtable-bytes") {
    return ParseBytes(flag, value, &options->engine.memtable_bytes);
  } else {
    return Bad(flag, "not a flag of tree");
  }
  return absl::OkStatus();
}

std::string WithoutTrailingSlashes(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

}  // namespace

absl::StatusOr<TreeOptions> ParseTreeOptions(std::span<const std::string_view> arguments) {
  TreeOptions options;
  options.engine.memtable_bytes = size_t{8} << 20;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "--verify") {
      options.verify_only = true;
    } else if (argument.starts_with("--")) {
      if (i + 1 == arguments.size()) return Bad(argument, "needs a value");
      if (absl::Status set = SetFlag(argument, arguments[++i], &options); !set.ok()) return set;
    } else if (options.directory.empty()) {
      options.directory = WithoutTrailingSlashes(std::string(argument));
    } else {
      return Bad(argument, "a second directory");
    }
  }
  if (options.directory.empty()) return Bad("tree", "which directory?");
  if (options.verify_only && options.db.empty()) return Bad("--verify", "needs --db");
  options.db = WithoutTrailingSlashes(options.db);
  return options;
}

}  // namespace varve::bench
