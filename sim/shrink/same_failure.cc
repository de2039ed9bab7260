#include "sim/shrink/same_failure.h"

#include <algorithm>
#include <cctype>

namespace varve::sim {
namespace {

bool IsDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool IsHexDigit(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

/// The place behind the quoted text that begins at `begin`; the text's length when it never ends.
size_t EndOfQuoted(std::string_view text, size_t begin) {
  for (size_t i = begin + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return text.size();
}

/// Without numbers, addresses and what stands in double quotes.
std::string Generalized(std::string_view text) {
  std::string general;
  for (size_t i = 0; i < text.size();) {
    if (text[i] == '"') {
      general += "\"\"";
      i = EndOfQuoted(text, i);
    } else if (text.substr(i).starts_with("0x")) {
      general += '#';
      for (i += 2; i < text.size() && (IsHexDigit(text[i]) || text[i] == '?');) ++i;
    } else if (IsDigit(text[i])) {
      general += '#';
      while (i < text.size() && IsDigit(text[i])) ++i;
    } else {
      general += text[i++];
    }
  }
  return general;
}

/// Rules of the model are a letter and a number, "V4"; ends of a process are words.
bool IsModelRule(std::string_view rule) {
  return rule.size() >= 2 && std::isupper(static_cast<unsigned char>(rule[0])) != 0 &&
         IsDigit(rule[1]);
}

}  // namespace

std::string EssenceOf(const Signature& signature) {
  std::string essence = Generalized(signature.message);
  if (IsModelRule(signature.rule))
    essence.resize(std::min(essence.find_first_of(",:"), essence.size()));
  return signature.rule + " " + essence;
}

bool SameFailure(const Signature& a, const Signature& b) { return EssenceOf(a) == EssenceOf(b); }

}  // namespace varve::sim
