/// What each view looks like, by name and width.
enum Goldens {
    static let all = portfolio.merging(records) { one, _ in one }.merging(daemon) { one, _ in one }
        .merging(importing) { one, _ in one }.merging(past) { one, _ in one }

    private static let portfolio = [
        "accounts 60": """
        ACCOUNT                   VALUE        CASH  ID
        Platypus Brokerage…  118,295.69   13,966.30  a_yyc833zacj69v
        Alpaca paper          74,941.31  -30,132.80  a_yr584jsptwpzv
        ────────────────────────────────────────────────────────────
        Total                193,237.00

        """,
        "accounts 80": """
        ACCOUNT       INSTITUT…  SOURCE       VALUE        CASH   SHARE  ID
        Platypus Br…  First Pl…  plaid   118,295.69   13,966.30  61.22%  a_yyc833zacj69v
        Alpaca paper  Alpaca     alpaca   74,941.31  -30,132.80  38.78%  a_yr584jsptwpzv
        ────────────────────────────────────────────────────────────────────────────────
        Total                            193,237.00

        """,
        "accounts 120": """
        ACCOUNT                   INSTITUTION          TYPE        SOURCE       VALUE        CASH   SHARE  ID
        Platypus Brokerage ·1001  First Platypus Bank  brokerage   plaid   118,295.69   13,966.30  61.22%  a_yyc833zacj69v
        Alpaca paper              Alpaca               investment  alpaca   74,941.31  -30,132.80  38.78%  a_yr584jsptwpzv
        ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        Total                                                              193,237.00

        """,
        "positions 60": """
        SYMBOL           NAME     QTY   PRICE      VALUE        GAIN
        AAPL                       68  329.44  22,401.92  +11,821.63
        Granite Stable…        381.53   16.14   6,157.89           –
        QQQ270115C0063…            -1    7.43    -743.00     +594.00
        Cash             USD                      350.94
        ────────────────────────────────────────────────────────────
        Total            USD                   28,926.52

        """,
        "positions 80": """
        SYMBOL     NAME             QTY   PRICE      VALUE        GAIN    GAIN %  WEIGHT
        AAPL       Apple Inc.        68  329.44  22,401.92  +11,821.63  +111.73%  77.44%
        –          Granite Sta…  381.53   16.14   6,157.89           –         –  21.29%
        QQQ27011…  QQQ 2027-01…      -1    7.43    -743.00     +594.00   +44.43%  -2.57%
        Cash       USD                              350.94
        ────────────────────────────────────────────────────────────────────────────────
        Total      USD                           28,926.52

        """,
        "positions 120": """
        SYMBOL              NAME                            QTY   PRICE      VALUE        GAIN    GAIN %   TODAY  WEIGHT  SOURCE
        AAPL                Apple Inc.                       68  329.44  22,401.92  +11,821.63  +111.73%  -1.98%  77.44%  hybrid
        –                   Granite Stable Value Fund…   381.53   16.14   6,157.89           –         –          21.29%  plaid
        QQQ270115C00635000  QQQ 2027-01-15 635 call          -1    7.43    -743.00     +594.00   +44.43%  -6.42%  -2.57%  alpaca
        Cash                USD                                             350.94
        ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        Total               USD                                          28,926.52

        """,
        "sources 60": """
        SYMBOL                    QTY   PRICE      VALUE        GAIN
        AAPL                       68  329.44  22,401.92  +11,821.63
        ├ plaid                    48  329.44  15,813.12
        └ alpaca                   20  329.44   6,588.80
        Granite Stable Value…  381.53   16.14   6,157.89           –
        QQQ270115C00635000         -1    7.43    -743.00     +594.00
        Cash                                      350.94
        ────────────────────────────────────────────────────────────
        Total                                  28,926.52

        """,
        "sources 80": """
        SYMBOL     NAME             QTY   PRICE      VALUE        GAIN    GAIN %  WEIGHT
        AAPL       Apple Inc.        68  329.44  22,401.92  +11,821.63  +111.73%  77.44%
        ├ plaid    Platypus Br…      48  329.44  15,813.12
        └ alpaca   Alpaca pape…      20  329.44   6,588.80
        –          Granite Sta…  381.53   16.14   6,157.89           –         –  21.29%
        QQQ27011…  QQQ 2027-01…      -1    7.43    -743.00     +594.00   +44.43%  -2.57%
        Cash       USD                              350.94
        ────────────────────────────────────────────────────────────────────────────────
        Total      USD                           28,926.52

        """,
        "sources 120": """
        SYMBOL              NAME                            QTY   PRICE      VALUE        GAIN    GAIN %   TODAY  WEIGHT  SOURCE
        AAPL                Apple Inc.                       68  329.44  22,401.92  +11,821.63  +111.73%  -1.98%  77.44%  hybrid
        ├ plaid             Platypus Brokerage, First…       48  329.44  15,813.12
        └ alpaca            Alpaca paper, Alpaca             20  329.44   6,588.80
        –                   Granite Stable Value Fund…   381.53   16.14   6,157.89           –         –          21.29%  plaid
        QQQ270115C00635000  QQQ 2027-01-15 635 call          -1    7.43    -743.00     +594.00   +44.43%  -6.42%  -2.57%  alpaca
        Cash                USD                                             350.94
        ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        Total               USD                                          28,926.52

        """,
        "value 60": """
        Total value   289,347.60 USD
        Holdings      288,996.66
        Cash              350.94
        Cost basis    240,273.00
        Gain          +48,723.66 +20.28%
        Today          -1,204.50 -0.41%
        As of         2026-11-24 01:41 UTC
        Accounts      5
        Data quality  97 of 100
        Stale         c_fcg198pcxzjbq: CSV files are wrong in 2
                      places; nothing is changed.

        """,
        "value 80": """
        Total value   289,347.60 USD
        Holdings      288,996.66
        Cash              350.94
        Cost basis    240,273.00
        Gain          +48,723.66 +20.28%
        Today          -1,204.50 -0.41%
        As of         2026-11-24 01:41 UTC
        Accounts      5
        Data quality  97 of 100
        Stale         c_fcg198pcxzjbq: CSV files are wrong in 2 places; nothing is
                      changed.

        """,
        "value 120": """
        Total value   289,347.60 USD
        Holdings      288,996.66
        Cash              350.94
        Cost basis    240,273.00
        Gain          +48,723.66 +20.28%
        Today          -1,204.50 -0.41%
        As of         2026-11-24 01:41 UTC
        Accounts      5
        Data quality  97 of 100
        Stale         c_fcg198pcxzjbq: CSV files are wrong in 2 places; nothing is changed.

        """,
        "allocation 60": """
        NAME                        VALUE   SHARE
        Unknown                188,356.11  65.10%  █████████████
        Electronic Technology   70,288.19  24.29%  █████
        Cash                      -350.94  -0.12%
        ────────────────────────────────────────────────────────
        Total                  289,347.60

        """,
        "allocation 80": """
        NAME                        VALUE   SHARE
        Unknown                188,356.11  65.10%  █████████████
        Electronic Technology   70,288.19  24.29%  █████
        Cash                      -350.94  -0.12%
        ────────────────────────────────────────────────────────
        Total                  289,347.60

        """,
        "allocation 120": """
        NAME                        VALUE   SHARE
        Unknown                188,356.11  65.10%  █████████████
        Electronic Technology   70,288.19  24.29%  █████
        Cash                      -350.94  -0.12%
        ────────────────────────────────────────────────────────
        Total                  289,347.60

        """,
    ]

    private static let records = [
        "activities 60": """
        DATE        TYPE       SYMBOL     QTY   PRICE   AMOUNT
        2026-11-30  dividend*  BAC.PRL                  +36.25  USD
        2026-11-19  buy        VFIAX    1.074  477.24  -512.56  USD
        There are more: the same command with --cursor '2026-11-19 66'

        """,
        "activities 80": """
        DATE        TYPE       SYMBOL     QTY   PRICE   AMOUNT       ACCOUNT
        2026-11-30  dividend*  BAC.PRL                  +36.25  USD  Platypus Brokerage
        2026-11-19  buy        VFIAX    1.074  477.24  -512.56  USD  Alpaca paper
        There are more: the same command with --cursor '2026-11-19 66'

        """,
        "activities 120": """
        DATE        TYPE       SYMBOL     QTY   PRICE   AMOUNT       ACCOUNT             DESCRIPTION
        2026-11-30  dividend*  BAC.PRL                  +36.25  USD  Platypus Brokerage  DIVIDEND RECEIVED Bank of America 7.25…
        2026-11-19  buy        VFIAX    1.074  477.24  -512.56  USD  Alpaca paper        Vanguard 500 Index Fund
        There are more: the same command with --cursor '2026-11-19 66'

        """,
        "orders 60": """
        SYMBOL   SIDE       QTY    FILLED  STATUS
        NVDA     sell        20         0  accepted
        BTC/USD  buy   0.113885  0.113885  filled

        """,
        "orders 80": """
        SUBMITTED         SYMBOL   SIDE  TYPE         QTY    FILLED         AT  STATUS
        2026-11-23 22:02  NVDA     sell  limit         20         0             accepted
        2024-12-30 15:00  BTC/USD  buy   market  0.113885  0.113885  40,391.58  filled

        """,
        "orders 120": """
        SUBMITTED         SYMBOL   SIDE  TYPE         QTY    FILLED         AT   LIMIT  STATUS    ACCOUNT
        2026-11-23 22:02  NVDA     sell  limit         20         0             218.03  accepted  Alpaca paper
        2024-12-30 15:00  BTC/USD  buy   market  0.113885  0.113885  40,391.58          filled    Alpaca paper

        """,
        "connections 60": """
        CONNECTION       PROVIDER  STATUS  ERROR
        c_hrj90vw4z1z1y  plaid     active
        c_fcg198pcxzjbq  csv       error   CSV files are wrong in 2…

        """,
        "connections 80": """
        CONNECTION       PROVIDER  INSTITUT…  STATUS  REFRESHED         ERROR
        c_hrj90vw4z1z1y  plaid     First Pl…  active  2026-11-24 01:41
        c_fcg198pcxzjbq  csv                  error                     CSV files are w…

        """,
        "connections 120": """
        CONNECTION       PROVIDER  INSTITUTION          STATUS  ACCOUNTS  REFRESHED         HISTORY     ERROR
        c_hrj90vw4z1z1y  plaid     First Platypus Bank  active         3  2026-11-24 01:41  2024-11-24
        c_fcg198pcxzjbq  csv                            error          0                                CSV files are wrong in…

        """,
    ]

    private static let daemon = [
        "adapters 60": """
        ADAPTER  STATE        REASON              LAST ERROR
        plaid    running      mode hybrid inclu…
        alpaca   backing_off  mode hybrid inclu…  The adapter ended…

        """,
        "adapters 80": """
        ADAPTER  STATE        VERSION    PID  REASON                LAST ERROR
        plaid    running      0.1.0    28030  mode hybrid include…
        alpaca   backing_off  0.1.0           mode hybrid include…  The adapter ended w…

        """,
        "adapters 120": """
        ADAPTER  STATE        VERSION    PID  RESTARTS  REASON                                 LAST ERROR
        plaid    running      0.1.0    28030         0  mode hybrid includes external provid…
        alpaca   backing_off  0.1.0                 12  mode hybrid includes the brokerage     The adapter ended with status 70.

        """,
        "jobs 60": """
        JOB              KIND     STATE    PROGRESS
        j_9mddwxn8ndp2y  sync     failed
        j_8hgckwktz4k7t  refresh  running  2/3 connections

        """,
        "jobs 80": """
        JOB              KIND     STATE    PROGRESS         ERROR
        j_9mddwxn8ndp2y  sync     failed                    CSV files are wrong in 2 pl…
        j_8hgckwktz4k7t  refresh  running  2/3 connections

        """,
        "jobs 120": """
        JOB              KIND     CONNECTION       STATE    PROGRESS         UPDATED           ERROR
        j_9mddwxn8ndp2y  sync     c_fcg198pcxzjbq  failed                    2026-11-24 01:42  CSV files are wrong in 2 places;…
        j_8hgckwktz4k7t  refresh                   running  2/3 connections  2026-11-24 01:42

        """,
        "status 60": """
        Daemon  foliod 0.1.0, process 28015
        Since   2026-11-24 01:41 UTC
        Mode    hybrid
        Socket  /run/foliod/foliod.sock
        Store   /var/lib/foliod/folio.db
        Health  degraded

        CHECK     STATUS    DETAIL
        store     ok        /var/lib/foliod/folio.db, schema 1
        adapters  degraded  plaid, csv running; alpaca starts again…
        prices    ok        not served by this version: values use…

        """,
        "status 80": """
        Daemon  foliod 0.1.0, process 28015
        Since   2026-11-24 01:41 UTC
        Mode    hybrid
        Socket  /run/foliod/foliod.sock
        Store   /var/lib/foliod/folio.db
        Health  degraded

        CHECK     STATUS    DETAIL
        store     ok        /var/lib/foliod/folio.db, schema 1
        adapters  degraded  plaid, csv running; alpaca starts again in 8 s
        prices    ok        not served by this version: values use the providers' own p…

        """,
        "status 120": """
        Daemon  foliod 0.1.0, process 28015
        Since   2026-11-24 01:41 UTC
        Mode    hybrid
        Socket  /run/foliod/foliod.sock
        Store   /var/lib/foliod/folio.db
        Health  degraded

        CHECK     STATUS    DETAIL
        store     ok        /var/lib/foliod/folio.db, schema 1
        adapters  degraded  plaid, csv running; alpaca starts again in 8 s
        prices    ok        not served by this version: values use the providers' own prices

        """,
        "asset 60": """
        Security  SHEL, Shell plc American Depositary Shares
        Held      yes
        Price     71.50 USD (alpaca, 2026-11-23)
        Id        s_93qd2xgk0m4tz

        FIELD         VALUE         SOURCE  SAID WITH     SINCE
        Symbol        SHEL          alpaca  assets        2026-11-20
        Name          Shell plc A…  alpaca  assets        2026-11-20
        Security ty…  depositary_…  plaid   holdings      2026-11-23
        ISIN          US7802593050  csv     holdings      2026-10-31
        Is cash equ…  false         alpaca  assets        2026-11-20
        Fixed incom…  unit          csv     transactions  2026-10-31

        CODE    VALUE         SOURCE
        ISIN    US7802593050  csv
        Ticker  SHEL          alpaca
        Ticker  RDS.A         plaid   until 2022-01-31

        Source      alpaca assets
        Since       2026-11-20
        Counts for  everybody
        Connection  others'
        Symbol      SHEL

        Source         plaid holdings
        Since          2026-11-23
        Counts for     everybody
        Connection     c_hrj90vw4z1z1y
        Security type  depositary_receipt

        Source      csv holdings
        Since       2026-10-31
        Counts for  you alone
        Connection  c_fcg198pcxzjbq
        ISIN        US7802593050
        Name        SHELL PLC SPON ADS

        It may also mean:
        SYMBOL  NAME       TYPE   CURRENCY  ID
        SHEL    Shell plc  Stock  GBP       s_0kd92mxq7r1va

        """,
        "asset 80": """
        Security  SHEL, Shell plc American Depositary Shares
        Held      yes
        Price     71.50 USD (alpaca, 2026-11-23)
        Id        s_93qd2xgk0m4tz

        FIELD                   VALUE                   SOURCE  SAID WITH     SINCE
        Symbol                  SHEL                    alpaca  assets        2026-11-20
        Name                    Shell plc American De…  alpaca  assets        2026-11-20
        Security type           depositary_receipt      plaid   holdings      2026-11-23
        ISIN                    US7802593050            csv     holdings      2026-10-31
        Is cash equivalent      false                   alpaca  assets        2026-11-20
        Fixed income: price b…  unit                    csv     transactions  2026-10-31

        CODE    VALUE         SOURCE
        ISIN    US7802593050  csv
        Ticker  SHEL          alpaca
        Ticker  RDS.A         plaid   until 2022-01-31

        Source      alpaca assets
        Since       2026-11-20
        Counts for  everybody
        Connection  others'
        Symbol      SHEL

        Source         plaid holdings
        Since          2026-11-23
        Counts for     everybody
        Connection     c_hrj90vw4z1z1y
        Security type  depositary_receipt

        Source      csv holdings
        Since       2026-10-31
        Counts for  you alone
        Connection  c_fcg198pcxzjbq
        ISIN        US7802593050
        Name        SHELL PLC SPON ADS

        It may also mean:
        SYMBOL  NAME       TYPE   CURRENCY  ISIN          ID
        SHEL    Shell plc  Stock  GBP       GB00BP6MXD84  s_0kd92mxq7r1va

        """,
        "asset 120": """
        Security  SHEL, Shell plc American Depositary Shares
        Held      yes
        Price     71.50 USD (alpaca, 2026-11-23)
        Id        s_93qd2xgk0m4tz

        FIELD                      VALUE                                                        SOURCE  SAID WITH     SINCE
        Symbol                     SHEL                                                         alpaca  assets        2026-11-20
        Name                       Shell plc American Depositary Shares (each representing tw…  alpaca  assets        2026-11-20
        Security type              depositary_receipt                                           plaid   holdings      2026-11-23
        ISIN                       US7802593050                                                 csv     holdings      2026-10-31
        Is cash equivalent         false                                                        alpaca  assets        2026-11-20
        Fixed income: price basis  unit                                                         csv     transactions  2026-10-31

        CODE    VALUE         SOURCE
        ISIN    US7802593050  csv
        Ticker  SHEL          alpaca
        Ticker  RDS.A         plaid   until 2022-01-31

        Source      alpaca assets
        Since       2026-11-20
        Counts for  everybody
        Connection  others'
        Symbol      SHEL

        Source         plaid holdings
        Since          2026-11-23
        Counts for     everybody
        Connection     c_hrj90vw4z1z1y
        Security type  depositary_receipt

        Source      csv holdings
        Since       2026-10-31
        Counts for  you alone
        Connection  c_fcg198pcxzjbq
        ISIN        US7802593050
        Name        SHELL PLC SPON ADS

        It may also mean:
        SYMBOL  NAME       TYPE   CURRENCY  ISIN          ID
        SHEL    Shell plc  Stock  GBP       GB00BP6MXD84  s_0kd92mxq7r1va

        """,
        "assets 60": """
        SYMBOL  NAME          TYPE         CURRENCY  ID
        VTI     Vanguard To…  ETF          USD       s_93qd2xgk0m4tz
                Vanguard Ta…  Mutual fund  USD       s_0kd92mxq7r1va

        """,
        "assets 80": """
        SYMBOL  NAME                TYPE         CURRENCY  ISIN          ID
        VTI     Vanguard Total St…  ETF          USD       US9229087690  s_93qd2xgk0m4tz
                Vanguard Target R…  Mutual fund  USD                     s_0kd92mxq7r1va

        """,
        "assets 120": """
        SYMBOL  NAME                                      TYPE         CURRENCY  ISIN          CUSIP      ID
        VTI     Vanguard Total Stock Market ETF           ETF          USD       US9229087690  922908769  s_93qd2xgk0m4tz
                Vanguard Target Retirement 2045 Trust II  Mutual fund  USD                                s_0kd92mxq7r1va

        """,
    ]

    private static let importing = [
        "imports 60": """
        history.csv  2.1 MB, utf-8
          Recognised  Charles Schwab, transactions
          Account     Schwab Individual 1234
          Dates       2024-01-02 to 2025-09-23
          Rows        1,204 buy, 96 dividend, 1 transfer in; 3
                      passed over
          To do       stays beside the older history.csv, as
                      history_2025-11-25.csv
          history.csv:7:1: warning: the action "Journal" is taken as
          a transfer
        trades.csv  980 bytes, utf-16le
          Recognised  Robinhood
          Account     Play money
          Dates       2025-09-15
          Rows        none
          To do       replaces the older trades.csv in part only:
                      --replace or --keep?
          It lacks what an older file has for the same dates:
           DATE        ACCOUNT    TYPE      SYMBOL  AMOUNT  DETAIL
        -  2025-09-15  Play mon…  dividend  VTI       6.42  Dividend
        broken.csv  1 byte
          Rows   none
          To do  can't be taken
          broken.csv:1:1: the file is of no layout that folio knows
        Files that are there already have faults, so that nothing
        can be taken:
          older.csv:3:9: states this account with the same as_of

        """,
        "imports 80": """
        history.csv  2.1 MB, utf-8
          Recognised  Charles Schwab, transactions
          Account     Schwab Individual 1234
          Dates       2024-01-02 to 2025-09-23
          Rows        1,204 buy, 96 dividend, 1 transfer in; 3 passed over
          To do       stays beside the older history.csv, as history_2025-11-25.csv
          history.csv:7:1: warning: the action "Journal" is taken as a transfer
        trades.csv  980 bytes, utf-16le
          Recognised  Robinhood
          Account     Play money
          Dates       2025-09-15
          Rows        none
          To do       replaces the older trades.csv in part only: --replace or --keep?
          It lacks what an older file has for the same dates:
           DATE        ACCOUNT     TYPE      SYMBOL  AMOUNT  DETAIL
        -  2025-09-15  Play money  dividend  VTI       6.42  Dividend
        broken.csv  1 byte
          Rows   none
          To do  can't be taken
          broken.csv:1:1: the file is of no layout that folio knows
        Files that are there already have faults, so that nothing can be taken:
          older.csv:3:9: states this account with the same as_of

        """,
        "imports 120": """
        history.csv  2.1 MB, utf-8
          Recognised  Charles Schwab, transactions
          Account     Schwab Individual 1234
          Dates       2024-01-02 to 2025-09-23
          Rows        1,204 buy, 96 dividend, 1 transfer in; 3 passed over
          To do       stays beside the older history.csv, as history_2025-11-25.csv
          history.csv:7:1: warning: the action "Journal" is taken as a transfer
        trades.csv  980 bytes, utf-16le
          Recognised  Robinhood
          Account     Play money
          Dates       2025-09-15
          Rows        none
          To do       replaces the older trades.csv in part only: --replace or --keep?
          It lacks what an older file has for the same dates:
           DATE        ACCOUNT     TYPE      SYMBOL  AMOUNT  DETAIL
        -  2025-09-15  Play money  dividend  VTI       6.42  Dividend
        broken.csv  1 byte
          Rows   none
          To do  can't be taken
          broken.csv:1:1: the file is of no layout that folio knows
        Files that are there already have faults, so that nothing can be taken:
          older.csv:3:9: states this account with the same as_of

        """,
        "imported 60": """
        copy.csv  2.1 KB, utf-8
          Recognised  folio, holdings
          Account     Broker
          Dates       2025-05-30
          Rows        12 holding
          To do       nothing, imported already as may.csv

        What changed
                        NEW  CHANGED  GONE   SAME
        Accounts          0        1     0      2
        Holdings          1        1     1      9
        Cash              0        1     0      0
        Transactions  1,312        1     0  8,120

           ACCOUNT  AS OF             WAS
        ~  Broker   2025-05-30 00:00  2025-04-30 00:00

           ACCOUNT  HOLDING                  QTY       WAS  CURRENCY
        +  Broker   NVDA                       5         –  USD
        ~  Broker   VTI                     12.5        10  USD
        -  Broker   Granite Stable Value…      –         3  USD
        ~  Broker   Cash                   1,000  1,250.75  USD

           DATE        TYPE  SYMBOL  QTY   AMOUNT  DETAIL
        +  2025-05-23  buy   NVDA      5  -661.45  Bought
        ~  2025-05-02  fee                  -1.50  amount was -1.05
        and 1,311 more

        """,
        "imported 80": """
        copy.csv  2.1 KB, utf-8
          Recognised  folio, holdings
          Account     Broker
          Dates       2025-05-30
          Rows        12 holding
          To do       nothing, imported already as may.csv

        What changed
                        NEW  CHANGED  GONE   SAME
        Accounts          0        1     0      2
        Holdings          1        1     1      9
        Cash              0        1     0      0
        Transactions  1,312        1     0  8,120

           ACCOUNT  AS OF             WAS
        ~  Broker   2025-05-30 00:00  2025-04-30 00:00

           ACCOUNT  HOLDING                         QTY       WAS  CURRENCY
        +  Broker   NVDA                              5         –  USD
        ~  Broker   VTI                            12.5        10  USD
        -  Broker   Granite Stable Value Fund II      –         3  USD
        ~  Broker   Cash                          1,000  1,250.75  USD

           DATE        ACCOUNT  TYPE  SYMBOL  QTY   AMOUNT  DETAIL
        +  2025-05-23  Broker   buy   NVDA      5  -661.45  Bought
        ~  2025-05-02  Broker   fee                  -1.50  amount was -1.05
        and 1,311 more

        """,
        "imported 120": """
        copy.csv  2.1 KB, utf-8
          Recognised  folio, holdings
          Account     Broker
          Dates       2025-05-30
          Rows        12 holding
          To do       nothing, imported already as may.csv

        What changed
                        NEW  CHANGED  GONE   SAME
        Accounts          0        1     0      2
        Holdings          1        1     1      9
        Cash              0        1     0      0
        Transactions  1,312        1     0  8,120

           ACCOUNT  AS OF             WAS
        ~  Broker   2025-05-30 00:00  2025-04-30 00:00

           ACCOUNT  HOLDING                         QTY       WAS  CURRENCY
        +  Broker   NVDA                              5         –  USD
        ~  Broker   VTI                            12.5        10  USD
        -  Broker   Granite Stable Value Fund II      –         3  USD
        ~  Broker   Cash                          1,000  1,250.75  USD

           DATE        ACCOUNT  TYPE  SYMBOL  QTY   AMOUNT  DETAIL
        +  2025-05-23  Broker   buy   NVDA      5  -661.45  Bought
        ~  2025-05-02  Broker   fee                  -1.50  amount was -1.05
        and 1,311 more

        """,
    ]
}
