#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/decode/call.hpp"

// Values as JSON, for json.cpp, which makes lines of them.

namespace spyglass {

using Json = nlohmann::ordered_json;

/// Builds the values of one line. What is to be said about a value is kept beside it, so that the
/// value's own form never depends on it: each remark names its value by the way that leads there
/// from the line's object, "arguments.argv[1]".
class ValuesAsJson {  // NOLINT(bugprone-exception-escape): moving JSON throws nothing
 public:
  /// A value that will stand at `key` of the line's object.
  Json at(std::string_view key, const Value& value) { return under(std::string(key), value); }
  /// The same one level down: at `key` of the object that stands at `parent`.
  Json at(std::string_view parent, std::string_view key, const Value& value);

  /// Puts the remarks into the line's object; those that there are none of are left out.
  void add_remarks(Json& line) const;

 private:
  friend struct ValueToJson;

  Json under(const std::string& step, const Value& value);

  std::string way_;
  Json cut_;         ///< where there is more than the limit let through
  Json unreadable_;  ///< of arrays: the address where memory ended before they did
  Json comments_;
};

/// As one line, without its newline: ASCII and valid whatever is in it.
std::string json_text(const Json& json);
/// Text that may be any bytes: a string where it is UTF-8, else {"hex": "…"}.
Json bytes_json(std::string_view bytes);
/// What was done to a call, in the order of struct Tampering: ["result", "delayed"]
Json tampering_list(const Tampering& done);
/// {"name": "SIGINT", "value": 2}
Json signal_object(Signal signal);
/// "0x7f00"
std::string word_text(std::uint64_t word);

}  // namespace spyglass
