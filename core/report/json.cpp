#include "core/report/json.hpp"

#include <fmt/format.h>

#include "core/decode/siginfo.hpp"
#include "core/report/call_time.hpp"
#include "core/report/value_json.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/syscalls/errors.hpp"

namespace spyglass {

namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

Json begin(std::string_view type, const EventPlace& place) {
  Json line = {{"type", type}};
  if (place.time) line["time"] = time_text(*place.time);
  line["pid"] = place.process.value();
  line["tid"] = place.thread.value();
  return line;
}

/// How many words the call takes from registers; all where that is not known.
std::size_t words_taken(const CallNumbers& raw) {
  const Row* row = find_row(raw.abi, raw.number);
  return row == nullptr ? raw.arguments.size() : word_count(*row, abi(raw.abi));
}

/// Whether the arguments' values belong to the row's arguments: not for calls without a row, and
/// not for those of which only the words are known, or wanted.
bool arguments_are_known(const Call& call) {
  return call.row != nullptr && !call.in_words &&
         call.argument_values.size() == call.row->argument_count();
}

void add_arguments(Json& line, const Call& call, ValuesAsJson& values) {
  if (arguments_are_known(call)) {
    Json arguments = Json::object();
    for (const std::size_t i : ShownArguments(call)) {
      const std::string_view name = call.row->arguments[i].name;
      arguments[std::string(name)] = values.at("arguments", name, call.arguments[i]);
    }
    line["arguments"] = std::move(arguments);
  }
}

void add_words(Json& line, const CallNumbers& raw) {
  Json words = Json::array();
  for (std::size_t i = 0; i < words_taken(raw); ++i) words.push_back(word_text(raw.arguments[i]));
  line["words"] = std::move(words);
}

Json error_object(Errno number) {
  Json error = Json::object();
  const ErrorRow* known = find_error(number);
  if (known != nullptr) error["name"] = known->name;
  error["number"] = number.value();
  if (known != nullptr) error["message"] = known->message;
  return error;
}

Json notes_list(const Call& call, ValuesAsJson& values) {
  Json notes = Json::array();
  for (const value::Field& note : call.notes.said) {
    Json entry = Json::object();
    if (!note.name.empty()) entry["name"] = note.name;
    entry["value"] = values.at(fmt::format("notes[{}]", notes.size()), "value", note.value);
    notes.push_back(std::move(entry));
  }
  return notes;
}

void add_result(Json& line, const Call& call, ValuesAsJson& values) {
  if (!call.result) {
    line["returned"] = false;
    if (call.in_kernel() && !call.never_returns()) line["unfinished"] = true;
    return;
  }
  const std::int64_t result = *call.result;
  line["result"] = result;
  if (const auto error = call.error()) {
    line[is_restart(result) ? "restart" : "error"] = error_object(*error);
  } else if (call.notes.shown_as == Returns::address) {
    line["result_hex"] = word_text(static_cast<std::uint64_t>(result));
  }
  if (call.named_result) line["result_named"] = values.at("result_named", *call.named_result);
  if (!call.notes.said.empty()) line["notes"] = notes_list(call, values);
}

/// All bytes that were moved: a list for each message, or one, of the pieces of memory.
void add_transfer(Json& line, const Transfer& transfer) {
  Json vectors = Json::array();
  for (const Transfer::Vector& vector : transfer.vectors) {
    Json buffers = Json::array();
    for (const Transfer::Buffer& buffer : vector) {
      buffers.push_back({{"length", buffer.length}, {"bytes", bytes_json(buffer.bytes)}});
    }
    vectors.push_back(std::move(buffers));
  }
  line["transfer"] = std::move(vectors);
}

}  // namespace

std::string time_text(WallTime time) {
  const nanoseconds since_1970 = time.time_since_epoch();
  const auto whole = std::chrono::floor<seconds>(since_1970);
  return fmt::format("{}.{:09}", whole.count(), (since_1970 - whole).count());
}

std::string call_json(const Call& call, std::optional<WallTime> entered) {
  Json line = begin("call", {call.process, call.thread, entered});
  line["name"] = call.name;
  ValuesAsJson values;
  add_arguments(line, call, values);
  add_result(line, call, values);
  if (call.injected != Tampering{}) line["injected"] = tampering_list(call.injected);
  if (!call.denied_by.empty()) line["denied_by"] = call.denied_by;
  values.add_remarks(line);
  if (call.transfer) add_transfer(line, *call.transfer);
  if (const auto time = time_in_kernel(call)) line["duration_ns"] = time->count();
  if (call.row != nullptr) line["group"] = group_name(call.row->group);
  line["abi"] = abi(call.raw.abi).name;
  line["number"] = static_cast<std::uint32_t>(call.raw.number);
  add_words(line, call.raw);
  return json_text(line);
}

std::string signal_json(const EventPlace& place, Signal signal, const siginfo_t& info,
                        const DecodeOptions& options) {
  Json line = begin("signal", place);
  line["signal"] = signal_object(signal);
  ValuesAsJson values;
  line["info"] = values.at("info", signal_info_value(info, options));
  values.add_remarks(line);
  return json_text(line);
}

std::string stopped_json(const EventPlace& place, Signal signal) {
  Json line = begin("stopped", place);
  line["signal"] = signal_object(signal);
  return json_text(line);
}

std::string ended_json(const EventPlace& place, const ExitStatus& status) {
  Json line = begin(status.was_killed() ? "killed" : "exited", place);
  if (status.was_killed()) {
    line["signal"] = signal_object(status.killed_by);
    line["core_dumped"] = status.dumped_core;
  } else {
    line["code"] = status.code;
  }
  return json_text(line);
}

std::string lost_json(const EventPlace& place, std::uint64_t records) {
  Json line = begin("lost", place);
  line["records"] = records;
  return json_text(line);
}

std::string started_json(const EventPlace& place, std::optional<Tid> parent) {
  Json line = begin("started", place);
  if (parent) line["parent"] = parent->value();
  return json_text(line);
}

std::string superseded_json(const EventPlace& place, Tid by) {
  Json line = begin("superseded", place);
  line["by"] = by.value();
  return json_text(line);
}

}  // namespace spyglass
