#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace spyglass {

/// A piece of advice for the end of a trace.
struct TipRequest {
  enum class Format : std::uint8_t { none, compact, full };
  std::optional<unsigned> id;  ///< nothing: any
  Format format = Format::compact;
};

/// Takes strace's notation: [[id:]NUMBER|random][,[format:]none|compact|full].
Result<TipRequest> parse_tip_request(std::string_view text);

/// The tip's text, with a newline at its end; empty for Format::none. Numbers beyond the last begin
/// anew. `chance` picks one where none was asked for.
std::string tip_text(const TipRequest& request, unsigned chance);

}  // namespace spyglass
