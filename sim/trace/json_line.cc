#include "sim/trace/json_line.h"

#include <array>
#include <cinttypes>
#include <cstdio>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

namespace varve::sim {
namespace {

using Json = nlohmann::ordered_json;

/// Leaves the JSON library's parser; never leaves `JsonLine::Parse`.
class Refused : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Watches a line being parsed, and refuses what a well-behaved writer does not make.
class Guard {
 public:
  bool operator()(int depth, Json::parse_event_t event, Json& parsed) {
    if (depth > kMaxLineDepth) throw Refused("it is nested too deeply");
    if (event == Json::parse_event_t::object_start) open_.emplace_back();
    if (event == Json::parse_event_t::object_end) open_.pop_back();
    if (event == Json::parse_event_t::key) {
      auto& key = parsed.get_ref<const std::string&>();
      if (++keys_ > kMaxLineKeys) throw Refused("it has too many keys");
      if (!open_.back().insert(key).second) {
        throw Refused("key " + JsonString(key) + " is given twice");
      }
    }
    return true;
  }

 private:
  std::vector<std::set<std::string>> open_;  // the keys seen in each object that is open
  size_t keys_ = 0;
};

/// The library's message without its own name and class of error.
std::string Reason(const std::exception& error) {
  const std::string text = error.what();
  const size_t end = text.find("] ");
  return end == std::string::npos ? text : text.substr(end + 2);
}

}  // namespace

absl::StatusOr<JsonLine> JsonLine::Parse(std::string_view line) {
  if (line.size() > kMaxLineBytes) return absl::InvalidArgumentError("it is too long");
  try {
    Guard guard;
    Json object = Json::parse(line, [&guard](int depth, Json::parse_event_t event, Json& parsed) {
      return guard(depth, event, parsed);
    });
    if (!object.is_object()) return absl::InvalidArgumentError("it is not a JSON object");
    return JsonLine(std::move(object));
  } catch (const std::exception& error) {
    return absl::InvalidArgumentError(Reason(error));
  }
}

void JsonLine::Complain(std::string problem) {
  if (problem_.empty()) problem_ = std::move(problem);
}

JsonLine::Json JsonLine::Take(const char* key) {
  const auto found = object_.find(key);
  if (found == object_.end()) {
    Complain(std::string("key \"") + key + "\" is missing");
    return Json();
  }
  Json value = std::move(*found);
  object_.erase(found);
  return value;
}

std::string JsonLine::TakeString(const char* key) {
  Json value = Take(key);
  if (value.is_string()) return std::move(value.get_ref<std::string&>());
  Complain(std::string("\"") + key + "\" must be a string");
  return {};
}

uint64_t JsonLine::TakeUnsigned(const char* key, uint64_t most) {
  const Json value = Take(key);
  if (value.is_number_unsigned() && value.get<uint64_t>() <= most) return value.get<uint64_t>();
  Complain(std::string("\"") + key + "\" must be an integer of 0 to " + std::to_string(most));
  return 0;
}

uint64_t JsonLine::TakeHex(const char* key) {
  const std::optional<uint64_t> value = ParseHex16(TakeString(key));
  if (!value) Complain(std::string("\"") + key + "\" must be 16 hex digits");
  return value.value_or(0);
}

JsonLine JsonLine::TakeObject(const char* key) {
  Json value = Take(key);
  if (value.is_object()) return JsonLine(std::move(value));
  Complain(std::string("\"") + key + "\" must be an object");
  return JsonLine(Json::object());
}

std::string JsonLine::TakeObjectText(const char* key) {
  const Json value = Take(key);
  if (value.is_object()) return value.dump();
  Complain(std::string("\"") + key + "\" must be an object");
  return "{}";
}

absl::Status JsonLine::Finish() const {
  if (!problem_.empty()) return absl::InvalidArgumentError(problem_);
  if (!object_.empty()) {
    return absl::InvalidArgumentError("unknown key " + JsonString(object_.begin().key()));
  }
  return absl::OkStatus();
}

std::string JsonString(std::string_view text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string Hex16(uint64_t value) {
  std::array<char, 17> text;
  std::snprintf(text.data(), text.size(), "%016" PRIx64, value);
  return std::string(text.data(), 16);
}

std::optional<uint64_t> ParseHex16(std::string_view text) {
  if (text.size() != 16) return std::nullopt;
  uint64_t value = 0;
  for (const char c : text) {
    value <<= 4;
    if (c >= '0' && c <= '9') {
      value |= static_cast<uint64_t>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      value |= static_cast<uint64_t>(c - 'a' + 10);
    } else {
      return std::nullopt;
    }
  }
  return value;
}

}  // namespace varve::sim
