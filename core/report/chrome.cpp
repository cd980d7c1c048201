#include "core/report/chrome.hpp"

#include "core/report/text.hpp"
#include "core/report/utf8.hpp"
#include "core/report/value_json.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/syscalls/errors.hpp"

namespace spyglass {

namespace {

/// Readers take times in microseconds, as numbers. Since they are counted from the beginning of a
/// trace, a double holds their nanoseconds, too.
double microseconds_of(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::micro>(time).count();
}

Json begin(std::string_view phase, std::string_view name, const ChromePlace& place) {
  return {{"ph", phase},
          {"name", as_utf8(name)},
          {"pid", place.process.value()},
          {"tid", place.thread.value()}};
}

/// By their names; in their order where they have none.
Json argument_texts(const Call& call) {
  const bool is_plain = call.row == nullptr || call.in_words;
  Json texts = is_plain ? Json::array() : Json::object();
  for (const std::size_t i : ShownArguments(call)) {
    std::string text = value_text(call.arguments[i]);
    if (is_plain) {
      texts.push_back(std::move(text));
    } else {
      texts[std::string(call.row->arguments[i].name)] = std::move(text);
    }
  }
  return texts;
}

/// That an error was met, and not that the kernel makes the call again.
std::string_view error_name(const Call& call) {
  const auto error = call.error();
  const ErrorRow* known = error && !is_restart(*call.result) ? find_error(*error) : nullptr;
  return known == nullptr ? std::string_view{} : known->name;
}

std::string named(std::string_view what, const ChromePlace& place, std::string_view name) {
  Json line = begin("M", what, place);
  line["args"] = {{"name", as_utf8(name)}};
  return json_text(line);
}

}  // namespace

std::string chrome_call(const ChromePlace& place, const Call& call,
                        std::chrono::nanoseconds duration) {
  Json line = begin("X", call.name, place);
  line["cat"] = call.row == nullptr ? "unknown" : group_name(call.row->group);
  line["ts"] = microseconds_of(place.at);
  line["dur"] = microseconds_of(duration);
  Json details = {{"arguments", argument_texts(call)}};
  if (call.result) {
    details["result"] = result_text(call);
  } else {
    details["unfinished"] = true;
  }
  if (const auto name = error_name(call); !name.empty()) details["error"] = name;
  if (call.injected != Tampering{}) details["injected"] = tampering_list(call.injected);
  if (!call.denied_by.empty()) details["denied_by"] = as_utf8(call.denied_by);
  line["args"] = std::move(details);
  return json_text(line);
}

std::string chrome_process_name(const ChromePlace& place, std::string_view name) {
  return named("process_name", place, name);
}

std::string chrome_thread_name(const ChromePlace& place, std::string_view name) {
  return named("thread_name", place, name);
}

std::string chrome_instant(const ChromePlace& place, const ChromeInstant& instant) {
  Json line = begin("i", instant.name, place);
  line["cat"] = instant.category;
  line["ts"] = microseconds_of(place.at);
  line["s"] = instant.of_process ? "p" : "t";
  Json details = Json::object();
  for (const auto& [key, text] : instant.details) details[std::string(key)] = as_utf8(text);
  line["args"] = std::move(details);
  return json_text(line);
}

}  // namespace spyglass
