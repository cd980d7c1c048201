#pragma once

namespace spyglass {

/// `spyglass net …` and `spyglass pcap FILE …`; `words` begin with that word. The exit status.
int run_net_command(int count, char** words);
int run_pcap_command(int count, char** words);

}  // namespace spyglass
