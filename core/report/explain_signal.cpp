#include <fmt/format.h>

#include <array>

#include "core/decode/siginfo.hpp"
#include "core/report/explain.hpp"
#include "core/report/text.hpp"
#include "core/report/value_words.hpp"
#include "core/syscalls/signals.hpp"

namespace spyglass {

namespace {

/// Members of siginfo_t that tell who or what it was about.
constexpr std::array members = {
    MemberWords{"si_pid", "process "},
    MemberWords{"si_addr", "address "},
    MemberWords{"si_fd", "descriptor "},
};
/// si_status is a number for a child that exited, and else a signal.
constexpr std::array exit_members = {MemberWords{"si_status", "exit status "}};
constexpr std::array signal_members = {MemberWords{"si_status", ""}};

/// "a signal killed it: process 12, SIGTERM"
std::string why_it_came(const value::Struct& info) {
  std::string why;
  std::string about;
  for (const value::Field& field : info.fields) {
    if (const auto* code = field.value.as<value::Constant>(); code && field.name == "si_code") {
      why = meaning_of(nullptr, code->name);
      if (why.empty()) why = value_text(field.value);
    }
    const bool is_name = field.value.as<value::Expression>() != nullptr;
    std::string words = member_words(members, field);
    if (words.empty()) words = member_words(is_name ? signal_members : exit_members, field);
    if (!words.empty()) about += fmt::format("{}{}", about.empty() ? ": " : ", ", words);
  }
  return why + about;
}

}  // namespace

Explanation explain_signal(Signal signal, const siginfo_t& info) {
  const SignalRow* row = find_signal(signal);
  Explanation explanation;
  explanation.what = row != nullptr ? std::string(row->sentence)
                                    : "A real-time signal: what it means is up to the program.";
  const Value value = signal_info_value(info);
  if (const auto* structure = value.as<value::Struct>()) {
    explanation.outcome = why_it_came(*structure);
  }
  return explanation;
}

Explanation explain_end(const ExitStatus& status) {
  if (status.was_killed()) {
    const SignalRow* row = find_signal(status.killed_by);
    return {row != nullptr ? std::string(row->sentence)
                           : fmt::format("{} ended it.", signal_name(status.killed_by)),
            status.dumped_core ? "the kernel kept its memory as a core dump, for a debugger" : ""};
  }
  if (status.code == 0) return {"It ended by itself. Status 0 says that all went well.", {}};
  constexpr int first_of_shells = 128;
  const SignalRow* of_shells = find_signal(Signal(status.code - first_of_shells));
  return {fmt::format("It ended by itself. Status {} says that not all went well; what it "
                      "means beyond that is in the program's manual.",
                      status.code),
          of_shells == nullptr
              ? ""
              : fmt::format("shells say so of a command that {} killed", of_shells->name)};
}

}  // namespace spyglass
