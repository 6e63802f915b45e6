{ lib }:
{
  # The git settings that make `command` the pager of diff, log and show.
  diffPagerConfig = command: {
    pager = {
      diff = command;
      log = command;
      show = command;
    };
  };
}
