'use strict';
// The section of Temporal's namespaces. Everything that comes from the service is set as text, never as markup.
const temporalNamespaces = (() => {
  const EVERY = 10_000; // at most, and only when the stream said something and somebody looks
  const WAIT = 5_000;
  const FEW = 12; // shown without unfolding
  const UNFOLDED = 200; // of more than these only the number
  const LONGEST = 120; // a name may have 1,000 characters
  const ORDER = ['differs', 'waits', 'elsewhere', 'unread', 'agrees'];
  const TAGS = {differs: 'DOWN', waits: 'DEGRADED', elsewhere: 'DEGRADED', unread: 'UNKNOWN', agrees: 'HEALTHY'};
  const WORDS = {differs: 'no', waits: 'waits', elsewhere: 'yes', unread: 'as far as read', agrees: 'yes'};
  let told = new Map(); // by policy
  let at = ''; // when they were told, by the service's clock
  let instance = '';
  let asked = -Infinity;
  let asking = false;

  /** An instant so many seconds ago, so that the age keeps counting. */
  const ago = (now, seconds) => new Date(now - seconds * 1000).toISOString();

  const short = (name) => name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 20)}…${name.slice(-19)}`;

  const counted = (all, word) => Object.entries(all.reduce((sum, one) => ({...sum, [word(one)]: (sum[word(one)] || 0) + 1}), {}))
    .sort((a, b) => b[1] - a[1]).map(([what, many]) => `${many} ${what}`).join(', ');

  /** Asks again where that may tell something new; then calls back. `who` is the instance that answers. */
  async function refresh(who, now, changed) {
    if (who !== instance) {
      instance = who;
      told = new Map();
      asked = -Infinity;
    }
    const off = told.size > 0 && [...told.values()].every((one) => one.off); // what is configured changes with a restart only
    if (asking || off || document.hidden || performance.now() - asked < EVERY) return;
    asked = performance.now();
    asking = true;
    try {
      const answer = await fetch('api/v1/namespaces', {cache: 'no-store', signal: AbortSignal.timeout(WAIT)});
      if (!answer.ok) return;
      const all = await answer.json();
      if (who !== instance) return;
      told = new Map(all.map((one) => [one.policy, one]));
      at = new Date(now()).toISOString();
      changed();
    } catch (unreachable) {
      // What was told stays, with its age.
    } finally {
      asking = false;
    }
  }

  /** Roles, because a narrow window lays the rows out as blocks, which would take them away. */
  function table({el}, kind, caption, heads, rows) {
    return el('div', {class: 'wide'}, el('table', {class: kind, role: 'table'},
      el('caption', {}, caption),
      el('thead', {role: 'rowgroup'}, el('tr', {role: 'row'}, heads.map((head) => el('th', {scope: 'col', role: 'columnheader'}, head)))),
      el('tbody', {role: 'rowgroup'}, rows)));
  }

  function row({el, age}, n) {
    return el('tr', {role: 'row'},
      el('th', {scope: 'row', role: 'rowheader', class: 'mono', title: n.name.length > LONGEST && n.name}, short(n.name)),
      el('td', {role: 'cell'}, n.active || el('span', {class: 'dim'}, 'no region')),
      el('td', {role: 'cell'}, el('span', {class: `tag ${TAGS[n.state]}`}, WORDS[n.state])),
      el('td', {role: 'cell', class: 'words'}, n.words,
        n.contestedSeconds !== undefined && el('div', {class: 'no'},
          age(ago(Date.parse(at), n.contestedSeconds), 'active in two clusters at once, for ', ' as seen here'))));
  }

  function listed(tools, caption, all) {
    return table(tools, 'namespaces', caption, ['namespace', 'active in', 'do the clusters agree?', 'what they state'],
      all.map((n) => row(tools, n)));
  }

  function lag(tools, all) {
    const {el, age} = tools;
    if (all.length === 0) {
      return el('p', {class: 'dim'}, 'Replication lag: not known. No history endpoint of a region is read, or none has answered yet.');
    }
    return table(tools, 'lags', 'Replication lag', ['from and to', 'behind by', 'told'], all.map((l) => el('tr', {role: 'row'},
      el('th', {scope: 'row', role: 'rowheader'}, `${l.from} to ${l.to}`),
      el('td', {role: 'cell'}, el('b', {}, l.shards === 0 ? 'nothing' : `${l.behindSeconds} s`), l.shards > 0 && `, in ${l.shards} shards`,
        l.unknown && el('div', {class: 'no'}, `perhaps more: ${l.unknown}`)),
      el('td', {role: 'cell', class: 'heard'}, age(ago(Date.parse(at), l.ageSeconds))))));
  }

  /** Those that disagree or wait first, the rest as numbers; all of them where they are few. */
  function list(tools, policy, all) {
    const {el, remembered, unfolded} = tools;
    if (all.length === 0) return [];
    const sorted = [...all].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (a.name < b.name ? -1 : 1));
    const first = all.length <= FEW ? sorted : sorted.filter((n) => n.state !== 'agrees' && n.state !== 'unread').slice(0, FEW);
    const rest = sorted.slice(first.length);
    const key = `${policy}/namespaces`;
    return [
      first.length > 0 && listed(tools, rest.length > 0 ? 'Namespaces to look at' : 'Namespaces', first),
      rest.length > 0 && remembered(key, `${rest.length}${first.length > 0 ? ' more' : ' namespaces'}: `
          + counted(rest, (n) => `active in ${n.active || 'no region'}${n.state === 'agrees' ? '' : ` (${n.state})`}`),
        unfolded(key) && listed(tools, 'The others', rest.slice(0, UNFOLDED)),
        unfolded(key) && rest.length > UNFOLDED && el('p', {class: 'dim'}, `and ${rest.length - UNFOLDED} that are not listed here`)),
    ];
  }

  /** Nothing where `namespaces.mode` is off, or before the first answer. */
  function section(tools, policy) {
    const {el, age} = tools;
    const one = told.get(policy);
    if (!one || one.off) return [];
    const head = el('h3', {}, "Temporal's namespaces");
    if (!one.leader) return [head, el('p', {class: 'dim'}, 'Only the instance that leads its region reads them.')];
    const follow = one.namespaces.filter((n) => n.kind === 'movable' || n.kind === 'watched' || n.contested);
    const never = one.namespaces.filter((n) => !follow.includes(n));
    return [head,
      el('p', {class: 'dim'}, age(at, 'told '), follow.some((n) => n.kind === 'watched') && '; namespaces.mode is watch: none is moved'),
      one.unread.length > 0 && el('p', {class: 'banner'}, `No answer lately from the cluster of ${one.unread.join(' and ')}: what it states is not known.`),
      ...list(tools, policy, follow),
      never.length > 0 && el('p', {class: 'dim'}, `Never moved: ${counted(never, (n) => n.kind.replaceAll('_', ' '))}.`),
      one.namespaces.length === 0 && one.unread.length === 0 && el('p', {class: 'dim'}, 'The clusters have none.'),
      lag(tools, one.replication)];
  }

  return {refresh, section};
})();
