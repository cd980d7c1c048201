#include <fmt/format.h>

#include "core/decode/siginfo.hpp"
#include "core/report/text.hpp"
#include "core/syscalls/signals.hpp"

namespace spyglass {

std::string signal_text(Signal signal, const siginfo_t& info, const TextOptions& text,
                        const DecodeOptions& decode) {
  return fmt::format("{} {}", signal_name(signal),
                     value_text(signal_info_value(info, decode), text));
}

}  // namespace spyglass
