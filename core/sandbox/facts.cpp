#include "core/sandbox/facts.hpp"

#include <nlohmann/json.hpp>

namespace spyglass {

namespace {

using Json = nlohmann::json;

Json names_of(LayerSet layers) {
  Json names = Json::array();
  for (const LayerWords& words : all_layers()) {
    if (layers.has(words.layer)) names.push_back(words.name);
  }
  return names;
}

SandboxFacts read(const Json& json) {
  SandboxFacts facts;
  for (const auto& name : json.at("held")) {
    if (const auto layer = find_layer(name.get<std::string>())) facts.held.add(*layer);
  }
  facts.places.scratch = json.at("scratch");
  facts.places.shown = json.at("shown").get<std::vector<std::string>>();
  facts.places.hidden = json.at("hidden").get<std::vector<std::string>>();
  facts.shared = json.at("shared");
  facts.ports = json.at("ports").get<std::vector<std::uint16_t>>();
  facts.spare = json.at("spare");
  facts.landlock = json.at("landlock");
  return facts;
}

}  // namespace

bool SandboxFacts::confines_tcp() const {
  constexpr int first = 4;
  return has(Layer::landlock) && landlock >= first && !has(Layer::network) &&
         (!shared || !ports.empty());
}

bool SandboxFacts::confines_signals() const {
  constexpr int first = 6;
  return has(Layer::landlock) && landlock >= first && !shared;
}

bool SandboxFacts::confines_abstract_sockets() const {
  constexpr int first = 6;
  return has(Layer::landlock) && landlock >= first && !has(Layer::network) && !shared;
}

std::string text_of(const SandboxFacts& facts) {
  return Json{{"held", names_of(facts.held)},
              {"scratch", facts.places.scratch},
              {"shown", facts.places.shown},
              {"hidden", facts.places.hidden},
              {"limits", limits_text(facts.limits)},
              {"shared", facts.shared},
              {"ports", facts.ports},
              {"spare", facts.spare},
              {"landlock", facts.landlock}}
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<SandboxFacts> facts_from(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    SandboxFacts facts = read(json);
    if (auto done = set_limits(facts.limits, json.at("limits").get<std::string>()); !done) {
      return tl::make_unexpected(done.error());
    }
    return facts;
  } catch (const Json::exception& error) {
    return bad_input(std::string("this describes no sandbox: ") + error.what());
  }
}

}  // namespace spyglass
