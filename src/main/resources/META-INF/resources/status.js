'use strict';
// Everything that comes from the service is set as text, never as markup.
(() => {
  const LOST_AFTER = 12_000; // the stream says "alive" every 5 s
  const POLL_EVERY = 5_000;
  const policies = new Map();
  const openDetails = new Set();
  const closedDetails = new Set(); // of those that are open unless a person closes them
  let self = null;
  let lastHeard = 0;
  let offset = 0; // the service's clock minus ours, so that ages do not depend on ours
  let source = null;
  let audited = '';

  const byId = (id) => document.getElementById(id);
  const serverNow = () => Date.now() + offset;

  function el(name, attributes, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value !== undefined && value !== null && value !== false) node.setAttribute(key, value === true ? '' : value);
    }
    for (const child of children.flat()) {
      if (child !== null && child !== undefined && child !== false) node.append(child);
    }
    return node;
  }

  function span(seconds) {
    const s = Math.max(0, seconds);
    if (s < 10) return `${s.toFixed(1)} s`;
    if (s < 120) return `${Math.round(s)} s`;
    if (s < 7200) return `${Math.round(s / 60)} min`;
    if (s < 172800) return `${Math.round(s / 3600)} h`;
    return `${Math.round(s / 86400)} d`;
  }

  /** A calendar time without parts that nobody reads. */
  const clock = (iso) => iso.replace(/:\d\d(\.\d+)?Z$/, ' UTC').replace('T', ' ');

  const millis = (seconds) => seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`;

  /** An age that keeps counting: `tick` rewrites it. */
  function age(iso, before = '', after = ' ago') {
    const node = el('time', {datetime: iso, title: iso, 'data-before': before, 'data-after': after});
    showAge(node);
    return node;
  }

  /** Leaves the text node in place, so that a selection in it survives. */
  function write(node, text) {
    if (node.firstChild === null) node.append(text);
    else if (node.firstChild.data !== text) node.firstChild.data = text;
  }

  /** Whether one node can become the other: the same kind of thing at the same place, not the same content. */
  function alike(a, b) {
    if (a.nodeName !== b.nodeName) return false;
    if (a.nodeType !== Node.ELEMENT_NODE) return true;
    if (a.nodeName === 'H3') return a.textContent === b.textContent;
    return a.dataset.key === b.dataset.key && a.classList[0] === b.classList[0];
  }

  /**
   * Makes what is shown like what is wanted, and touches nothing that is so already: focus, selection, scroll positions and opened
   * details survive.
   */
  function patch(shown, wanted) {
    if (shown.nodeType === Node.TEXT_NODE) {
      if (shown.data !== wanted.data) shown.data = wanted.data;
      return;
    }
    for (const {name} of [...shown.attributes]) {
      if (name !== 'open' && !wanted.hasAttribute(name)) shown.removeAttribute(name);
    }
    for (const {name, value} of wanted.attributes) {
      if (name !== 'open' && shown.getAttribute(name) !== value) shown.setAttribute(name, value);
    }
    patchChildren(shown, [...wanted.childNodes]);
  }

  /** In order; what is new is put in between, what is no longer wanted goes. */
  function patchChildren(shown, wanted) {
    let at = shown.firstChild;
    for (const node of wanted) {
      let same = at;
      while (same !== null && !alike(same, node)) same = same.nextSibling;
      if (same === null) {
        shown.insertBefore(node, at);
        continue;
      }
      while (at !== same) {
        const gone = at;
        at = at.nextSibling;
        gone.remove();
      }
      at = same.nextSibling;
      patch(same, node);
    }
    while (at !== null) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  }

  function showAge(node) {
    const seconds = (serverNow() - Date.parse(node.getAttribute('datetime'))) / 1000;
    write(node, node.dataset.before + span(seconds) + node.dataset.after);
  }

  function remembered(key, label, ...children) {
    return el('details', {open: openDetails.has(key), 'data-key': key}, el('summary', {}, label), ...children);
  }

  function region(p, r) {
    const active = r.region === p.active;
    return el('article', {class: active ? 'region active' : 'region'},
      el('div', {class: 'head'},
        el('span', {class: 'name'}, r.region),
        el('span', {class: `tag ${r.verdict}`}, r.verdict.toLowerCase()),
        active && el('span', {class: 'tag carries'}, 'carries the traffic')),
      el('p', {class: 'why'}, r.why),
      el('p', {class: 'dim'}, age(r.since, 'for ', ''),
        r.failingSince && el('span', {}, age(r.failingSince, ', failing since ')),
        r.tier && `, ${r.tier} tier`),
      readiness(p, r.region),
      r.evidence.length > 0 && remembered(`${p.policy}/${r.region}`, `evidence (${r.evidence.length})`,
        el('ul', {class: 'plain evidence'}, r.evidence.map((e) => el('li', {},
          el('span', {class: `tag ${e.verdict}`}, e.verdict.toLowerCase()), ' ',
          el('span', {class: 'mono'}, e.subject), el('br'), el('span', {class: 'dim'}, e.why))))));
  }

  /** One quiet line while all is well; else every reason, open until a person closes it. */
  function readiness(p, name) {
    const found = p.readiness && p.readiness.regions.find((one) => one.region === name);
    if (!found || (found.ready && found.carries)) return false;
    if (found.ready) return el('p', {class: 'dim'}, 'could take the traffic now');
    const key = `${p.policy}/${name}/readiness`;
    if (!closedDetails.has(key)) openDetails.add(key);
    return remembered(key, found.carries ? `not in order (${found.against.length})` : `could not take the traffic now (${found.against.length})`,
      el('ul', {class: 'plain evidence against'}, found.against.map((a) => el('li', {},
        el('span', {class: 'mono'}, a.reason.replaceAll('_', ' ')), el('br'), el('span', {class: 'dim'}, a.detail)))));
  }

  function share(value, total, text) {
    if (value === undefined || value === null) return el('span', {class: 'dim'}, 'unknown');
    return el('div', {class: 'share'}, el('b', {}, text), el('meter', {min: 0, max: 1, value: total > 0 ? value / total : 0,
      'aria-label': `${text} of the traffic`}));
  }

  function trafficRow(p, title, note, values, asPercent) {
    const total = Object.values(values).reduce((a, b) => a + b, 0);
    return el('tr', {}, el('th', {scope: 'row'}, title, note && el('div', {class: 'dim'}, note)),
      p.regions.map((r) => el('td', {}, share(values[r], total,
        asPercent && values[r] !== undefined ? `${Math.round(values[r] * 100)} %` : String(values[r])))));
  }

  function traffic(p) {
    const d = p.dns;
    const read = d.readAgoSeconds === undefined ? 'never read' : `${d.state}, read ${span(d.readAgoSeconds)} ago`;
    return el('div', {class: 'wide'}, el('table', {class: 'traffic'},
      el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, 'as seen by'),
        p.regions.map((r) => el('th', {scope: 'col'}, r)))),
      el('tbody', {},
        trafficRow(p, 'DNS weights', [read, d.stale && ', last known', d.detail && `: ${d.detail}`].filter(Boolean).join(''), d.weights),
        trafficRow(p, 'DNS answers', answers(p, d), d.resolver, true),
        p.routes.map((r) => trafficRow(p, r.id, `${r.state}, epoch ${r.epoch}${r.detail ? `: ${r.detail}` : ''}${effect(r)}`, r.weights)))));
  }

  /** Who is left where the traffic was; nothing where no pool source tells and no move is recent. */
  function connections(p) {
    const all = p.connections;
    if (!all) return [];
    const read = Date.parse(p.at) + p.ageSeconds * 1000; // when the service wrote this
    return [el('h3', {}, "Connections to Temporal's frontends"),
      ...all.old.map((one) => el('p', {class: one.state === 'overdue' ? 'banner bad' : undefined}, one.text)),
      ...all.notes.map((note) => el('p', {}, note)),
      all.regions.length > 0 && el('div', {class: 'wide'}, el('table', {class: 'lags'},
        el('caption', {}, "Of clients, probes, proxies and Temporal's own services; none of a region means: no pool source of it is read here"),
        el('thead', {}, el('tr', {}, ['region', 'now', 'without traffic', 'read'].map((head) => el('th', {scope: 'col'}, head)))),
        el('tbody', {}, all.regions.map((r) => el('tr', {}, el('th', {scope: 'row'}, r.region), el('td', {}, String(r.connections)),
          el('td', {}, r.before === undefined ? el('span', {class: 'dim'}, 'not seen') : `at most ${r.before}`),
          el('td', {class: 'heard'}, age(new Date(read - r.ageSeconds * 1000).toISOString())))))))];
  }

  function answers(p, d) {
    if (Object.keys(d.resolver).length > 0) return 'share of each region in the answers of a resolver';
    return p.leader ? 'not known: no resolver has answered yet, or none is configured' : 'not known here: only the leader asks a resolver';
  }

  function effect(r) {
    return r.effective === undefined ? '' : `; ${r.effective ? 'effective' : 'not effective'}: ${r.evidence}`;
  }

  function rules(p) {
    return el('table', {class: `rules ${p.decision.decision}`},
      el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, ''), el('th', {scope: 'col'}, 'may traffic move now?'),
        el('th', {scope: 'col'}, 'present value'))),
      el('tbody', {}, p.decision.rules.map((r) => el('tr', {},
        el('td', {class: `mark ${r.allows ? 'yes' : 'no'}`}, r.allows ? 'yes' : 'no'),
        el('td', {class: 'question', title: r.rule}, r.question),
        el('td', {class: 'present dim'}, r.present)))));
  }

  function places(p) {
    const rows = p.places.map((o) => el('tr', {},
      el('th', {scope: 'row'}, o.place, el('div', {class: 'dim'}, `${o.role} ${o.instance}`)),
      p.regions.map((r) => el('td', {}, o.verdicts[r]
        ? el('span', {class: `tag ${o.verdicts[r]}`}, o.verdicts[r].toLowerCase()) : el('span', {class: 'dim'}, 'no opinion'))),
      el('td', {class: 'dim heard'}, `${span(o.ageSeconds)} ago`)));
    const notes = [];
    if (p.connectivity) {
      notes.push(`Connectivity: ${p.connectivity.reached} of ${p.connectivity.total} reached. ${p.connectivity.detail}`);
    }
    if (p.observers) {
      notes.push(`Observers of this region: ${p.observers.heard} heard`
        + (p.observers.silent > 0 ? `, ${p.observers.silent} silent (${p.observers.silentNames.join(', ')})` : '') + '.');
      for (const [r, names] of Object.entries(p.observers.outvoted)) notes.push(`Outvoted on ${r}: ${names.join(', ')}.`);
      for (const [o, names] of Object.entries(p.observers.skewed)) notes.push(`Not counted, the configuration of ${o} is another one: ${names.join(', ')}.`);
    }
    if (rows.length === 0 && notes.length === 0) return [];
    return [el('h3', {}, 'Other places and observers'),
      rows.length > 0 && el('div', {class: 'wide'}, el('table', {class: 'traffic'},
        el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, 'place'),
          p.regions.map((r) => el('th', {scope: 'col'}, r)), el('th', {scope: 'col'}, 'heard'))),
        el('tbody', {}, rows))),
      ...notes.map((note) => el('p', {class: 'dim'}, note))];
  }

  function banners(p) {
    const found = [];
    if (p.hold) found.push(el('p', {class: 'banner'}, `Held by ${p.hold.owner} until ${clock(p.hold.expires)}: ${p.hold.reason}`));
    if (p.request) {
      found.push(el('p', {class: 'banner'}, `${p.request.by} requested ${p.request.kind} to ${p.request.to}`
        + `${p.request.force ? ', forced' : ''}, until ${clock(p.request.expires)}: ${p.request.reason}`));
    }
    for (const o of p.places.filter((place) => place.hold)) {
      found.push(el('p', {class: 'banner'}, `Held in ${o.place} by ${o.hold.owner} until ${clock(o.hold.expires)}: ${o.hold.reason}`));
    }
    if (p.dns.stale) found.push(el('p', {class: 'banner bad'}, `DNS records cannot be read now; the last reading is shown. ${p.dns.detail}`));
    if (p.leader && p.dns.state === 'unread') found.push(el('p', {class: 'banner'}, `DNS records have not been read yet: ${p.dns.detail}`));
    if (p.takenOver.length > 0) found.push(el('p', {class: 'banner'}, `This region has taken over from ${p.takenOver.join(', ')}.`));
    return found;
  }

  function lastSwitch(p) {
    const s = p.lastSwitch;
    if (!s) return el('p', {class: 'dim'}, 'No epoch record has been read.');
    return [
      el('p', {}, `Epoch ${s.epoch}: to ${s.active}, `, age(s.at), `, ${s.reason.replaceAll('_', ' ')}, written by ${s.owner}.`),
      p.stages.length > 0 && el('ul', {class: 'stages'}, p.stages.map((t) => el('li', {}, `${t.stage} `, el('b', {}, millis(t.seconds))))),
      p.switching.length > 0 && remembered(`${p.policy}/switch`, 'details',
        el('ul', {class: 'plain evidence'}, p.switching.map((line) => el('li', {class: 'mono'}, line)))),
    ];
  }

  const witness = (p) => !p.regions.includes(self.region);

  function leads(p) {
    if (witness(p)) return 'a witness: it gives its opinion and moves nothing';
    return p.leader ? 'this instance leads' : p.holder ? `${p.holder} leads` : 'no known leader';
  }

  const tools = {el, age, remembered, unfolded: (key) => openDetails.has(key)};

  function policy(p) {
    return el('section', {class: 'card'},
      el('div', {class: 'head'},
        el('h2', {}, p.policy),
        el('span', {class: 'dim'}, leads(p)),
        el('span', {class: 'dim'}, age(p.at, 'updated '))),
      el('p', {class: `sentence ${p.decision.decision}`}, p.decision.summary),
      banners(p),
      el('div', {class: 'regions'}, p.verdicts.map((r) => region(p, r))),
      p.advice.length > 0 && [el('h3', {}, 'To fix'), el('ul', {class: 'advice'}, p.advice.map((a) => el('li', {}, a)))],
      el('h3', {}, 'Traffic'), traffic(p),
      connections(p),
      temporalNamespaces.section(tools, p.policy),
      el('h3', {}, 'Why'), rules(p),
      places(p),
      el('h3', {}, 'Last switch'), lastSwitch(p));
  }

  function weights(map) {
    return Object.entries(map).map(([r, w]) => `${r} ${w}`).join(', ');
  }

  function decision(d) {
    return el('li', {},
      el('div', {}, el('b', {}, `${d.from || 'nowhere'} to ${d.to}`), ` ${d.result.replaceAll('_', ' ')}, `, age(d.at),
        el('span', {class: 'dim'}, ` epoch ${d.epoch}, policy ${d.policy}`)),
      el('div', {class: 'dim'}, `${d.reason.replaceAll('_', ' ')}, ${d.automatic ? 'automatic' : 'requested'} by ${d.by}`
        + `${d.forced ? ', forced' : ''}; ${weights(d.before)} became ${weights(d.after)}`),
      d.stages.length > 0 && el('ul', {class: 'stages'}, d.stages.map((t) => el('li', {}, `${t.stage} `, el('b', {}, millis(t.seconds))))));
  }

  /** The worst that a person should know before they look: bad, warn, ok, or unknown. */
  function state(p) {
    const carries = p.verdicts.find((r) => r.region === p.active);
    if ((carries && carries.verdict === 'DOWN') || p.decision.decision === 'refuse') return 'bad';
    if (p.verdicts.some((r) => r.verdict !== 'HEALTHY') || p.hold || p.dns.stale || p.advice.length > 0
      || (p.readiness && !p.readiness.ready)) return 'warn';
    return carries || !p.leader ? 'ok' : 'unknown';
  }

  const STATES = ['ok', 'unknown', 'warn', 'bad', 'lost'];
  const WORDS = {ok: '', unknown: 'unknown: ', warn: 'look: ', bad: 'ALARM: ', lost: 'connection lost: '};

  /** Title and icon, for a person who has the page in another tab. */
  function headline(lost) {
    const all = [...policies.values()];
    const worst = lost ? 'lost' : all.map(state).sort((a, b) => STATES.indexOf(b) - STATES.indexOf(a))[0] || 'unknown';
    const carriers = [...new Set(all.map((p) => p.active).filter(Boolean))].map((name) => {
      const verdicts = all.flatMap((p) => p.verdicts).filter((r) => r.region === name && r.verdict !== 'HEALTHY');
      return verdicts.length > 0 ? `${name} ${verdicts[0].verdict}` : name;
    });
    const title = `${WORDS[worst]}${carriers.join(', ') || (self && self.region) || ''} · temporal-failover`;
    if (document.title !== title) document.title = title;
    const icon = document.querySelector('link[rel=icon]');
    const file = worst === 'ok' ? 'icon.svg' : `icon-${worst}.svg`;
    if (icon.getAttribute('href') !== file) icon.setAttribute('href', file);
  }

  function render() {
    const order = self.order;
    const place = order.some((name) => !witness(policies.get(name))) ? self.region : `the witness ${self.region}`;
    write(byId('self'), `${self.instance} in ${place}`);
    patchChildren(byId('policies'), order.map((name) => policy(policies.get(name))));
  }

  async function history() {
    const epochs = [...policies.values()].map((p) => `${p.policy} ${p.epoch} ${p.stages.length}`).join();
    if (epochs === audited) return;
    const answer = await fetch('api/v1/decisions?limit=20', {cache: 'no-store'});
    if (!answer.ok) return;
    const all = await answer.json();
    audited = epochs;
    byId('history').hidden = all.length === 0;
    patchChildren(byId('decisions'), all.map(decision));
  }

  function heard(status) {
    lastHeard = Date.now();
    offset = Date.parse(status.now) - lastHeard;
    if (self === null || self.instance !== status.instance) {
      policies.clear(); // another instance has answered
      self = {order: []};
    }
    self.region = status.region;
    self.instance = status.instance;
    for (const p of status.policies) {
      if (!policies.has(p.policy)) self.order.push(p.policy);
      policies.set(p.policy, p);
    }
    if (status.policies.length > 0) {
      render();
      history().catch(() => { audited = ''; });
      temporalNamespaces.refresh(self.instance, serverNow, render);
    }
    tick();
  }

  function tick() {
    const silent = Date.now() - lastHeard;
    const lost = lastHeard > 0 && silent > LOST_AFTER;
    const link = byId('link');
    document.body.classList.toggle('lost', lost);
    if (lastHeard === 0) {
      link.className = 'link waiting';
      write(link, 'connecting');
    } else {
      link.className = lost ? 'link lost' : 'link live';
      write(link, lost ? `connection lost, last update ${span(silent / 1000)} ago` : 'live');
      headline(lost);
    }
    // While the connection is lost ages stand still at what was last heard; they would be guesses.
    if (!lost) document.querySelectorAll('time').forEach(showAge);
  }

  async function poll() {
    if (Date.now() - lastHeard < LOST_AFTER) return;
    try {
      const answer = await fetch('api/v1/status', {cache: 'no-store', signal: AbortSignal.timeout(POLL_EVERY - 500)});
      if (answer.ok) heard(await answer.json());
    } catch (unreachable) {
      tick();
    }
    if (source === null || source.readyState === EventSource.CLOSED) connect();
  }

  function connect() {
    if (!('EventSource' in window)) return;
    source = new EventSource('api/v1/events');
    for (const name of ['status', 'alive']) {
      source.addEventListener(name, (event) => heard(JSON.parse(event.data)));
    }
  }

  document.addEventListener('toggle', ({target}) => {
    const key = target.dataset && target.dataset.key;
    if (!key) return;
    (target.open ? openDetails : closedDetails).add(key);
    (target.open ? closedDetails : openDetails).delete(key);
    if (key.endsWith('/namespaces')) render(); // its table is made when it is unfolded
  }, true);

  connect();
  poll();
  setInterval(poll, POLL_EVERY);
  setInterval(tick, 1000);
})();
