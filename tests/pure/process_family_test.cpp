// Who is who among processes; how recipes see it is in recipe_events_test.cpp.

#include <catch2/catch.hpp>

#include "core/process_family.hpp"

using namespace spyglass;

TEST_CASE("of processes that have ended, the last ones are known") {
  ProcessFamily family;
  const auto take = [&](const Event& event, int process) {
    Trace::Step step;
    step.stop.thread = Tid(process);
    step.stop.process = Pid(process);
    step.stop.event = event;
    return family.take(step).news;
  };
  constexpr int many = static_cast<int>(ProcessFamily::most_ended) + 5;
  take(event::Started{}, many + 1);  // it lives
  for (int process = 1; process <= many; ++process) {
    take(event::Started{}, process);
    CHECK(take(event::Gone{}, process) == ProcessFamily::News::end);
  }
  CHECK(family.find(Pid(1)) == nullptr);
  CHECK(family.find(Pid(5)) == nullptr);
  CHECK(family.find(Pid(6)) != nullptr);
  CHECK(family.find(Pid(many)) != nullptr);
  CHECK(family.find(Pid(many + 1)) != nullptr);
}
